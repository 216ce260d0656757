// What the shared library shows: everything else is compiled with hidden visibility.
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
