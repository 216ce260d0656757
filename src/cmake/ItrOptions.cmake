# Choices of a build, and the flags that follow from them.
option(ITR_BENCHMARKS "Build the benchmarks" OFF)
option(ITR_EXAMPLES "Build the example programs" ON)
option(ITR_FUZZ "Build the fuzzers of tests/fuzz (clang only)" OFF)
option(ITR_SQLITE "Build the SQLite store (itr::sqlite)" ON)
option(ITR_POSTGRES "Build the PostgreSQL store (itr::postgres), where libpq is; uses POSIX" ${UNIX})
option(ITR_ICALENDAR "Build the import of iCalendar files (itr::icalendar)" ON)
option(ITR_CLI "Build the itr program; uses POSIX" ${UNIX})
option(BUILD_SHARED_LIBS "itr::itr and its stores mean the shared libraries" OFF)
option(ITR_BATCHES "Compile the sources of a room or test several at once: a third of the time" ON)
option(ITR_WERROR "Treat warnings as errors" ON)
set(ITR_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them (address,undefined or thread)")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_DEBUG "" CACHE STRING "The presets say what a debug build is")

add_library(itr_flags INTERFACE)
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  target_compile_options(itr_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wcast-align
    -Wconversion -Wsign-conversion -Wimplicit-fallthrough -Woverloaded-virtual)
  # Nobody replaces a function of the library by one of the same name, so calls within a file may be inlined.
  target_compile_options(itr_flags INTERFACE $<$<CONFIG:Release>:-fno-semantic-interposition>)
  if(ITR_WERROR)
    target_compile_options(itr_flags INTERFACE -Werror)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # False alarms of GCC 12 on std::string and std::variant at -O2.
    target_compile_options(itr_flags INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overread)
  endif()
endif()
if(ITR_SANITIZE)
  add_compile_options(-fsanitize=${ITR_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${ITR_SANITIZE})
  # A hundred programs are linked: this linker takes half the time.
  find_program(ITR_GOLD ld.gold)
  if(ITR_GOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND ITR_SANITIZE MATCHES "address")
    add_link_options(-fuse-ld=gold)
  endif()
endif()

# Checks that cost a third of the compiling: what they find, the address sanitizer mostly finds too. Fuzzers have
# them for the rooms, and so has a build with ITR_SANITIZE=undefined; tests and examples never have them.
add_library(itr_user_flags INTERFACE)
target_link_libraries(itr_user_flags INTERFACE itr_flags)
if(ITR_SANITIZE MATCHES "undefined")
  set(ITR_FEWER_CHECKS
    -fno-sanitize=alignment,vptr,null,object-size,pointer-overflow,nonnull-attribute,returns-nonnull-attribute)
  target_compile_options(itr_user_flags INTERFACE ${ITR_FEWER_CHECKS})
  if(ITR_SANITIZE MATCHES "address" AND NOT ITR_SANITIZE MATCHES "fuzzer")
    target_compile_options(itr_flags INTERFACE ${ITR_FEWER_CHECKS})
  endif()
endif()

find_program(ITR_CCACHE ccache)
if(ITR_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Paths are taken from the source folder, so that another clone of the project finds what this one compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env "CCACHE_BASEDIR=${CMAKE_CURRENT_SOURCE_DIR}" CCACHE_NOHASHDIR=1
    "${ITR_CCACHE}")
endif()
