// What the compiler is told of functions.
//   ITR_API   the shared library shows it; everything else is compiled with hidden visibility
//   ITR_COLD  seldom called: it, and the ways that lead to it, are kept apart from what every command does
#pragma once

#if defined(ITR_STATIC)
#define ITR_API
#elif defined(_WIN32)
#if defined(ITR_BUILDING)
#define ITR_API __declspec(dllexport)
#else
#define ITR_API __declspec(dllimport)
#endif
#else
#define ITR_API __attribute__((visibility("default")))
#endif

#if defined(__GNUC__)
#define ITR_COLD __attribute__((cold, noinline))
#else
#define ITR_COLD
#endif
