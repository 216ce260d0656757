# A room is a folder of src/ that is compiled into a static library of its own (itr_room_NAME), so that a room's tests link
# only what the room may use: a forbidden dependency does not link. The libraries itr::itr, itr::sqlite … are made
# of the rooms' objects.

# From the foundation up (docs/architecture.md).
set(ITR_ROOM_ORDER base time icalendar expression model loader chart diagram clock structure policy validation ticket
  audit store care scenario insight import engine document capi cli)

# itr_batches(OUT ROOT sources…): the sources, or with ITR_BATCHES files that include eight of them each, by their paths
# below ROOT (docs/adr/0015-compiled-in-batches.md).
function(itr_batches out root)
  if(NOT ITR_BATCHES)
    set(${out} ${ARGN} PARENT_SCOPE)
    return()
  endif()
  set(batches)
  set(content "")
  set(count 0)
  list(LENGTH ARGN last)
  foreach(source IN LISTS ARGN)
    file(RELATIVE_PATH included "${root}" "${source}")
    string(APPEND content "#include \"${included}\"\n")
    math(EXPR count "${count} + 1")
    math(EXPR full "${count} % 8")
    if(full EQUAL 0 OR count EQUAL last)
      math(EXPR number "(${count} + 7) / 8")
      set(batch "${CMAKE_CURRENT_BINARY_DIR}/batch_${number}.cpp")
      file(CONFIGURE OUTPUT "${batch}" CONTENT "${content}" @ONLY)
      list(APPEND batches "${batch}")
      set(content "")
    endif()
  endforeach()
  set(${out} ${batches} PARENT_SCOPE)
endfunction()

# itr_room(NAME [ROOMS other…] [LINK libraries…]): every .cpp of the current folder.
function(itr_room name)
  cmake_parse_arguments(ARG "" "" "ROOMS;LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  itr_batches(compiled "${PROJECT_SOURCE_DIR}/src" ${sources})
  add_library(itr_room_${name} STATIC EXCLUDE_FROM_ALL ${compiled})
  target_include_directories(itr_room_${name} PUBLIC "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src")
  target_compile_definitions(itr_room_${name} PRIVATE ITR_BUILDING)
  target_link_libraries(itr_room_${name} PRIVATE itr_flags)
  target_link_libraries(itr_room_${name} PUBLIC fmt::fmt ${ARG_LINK})
  foreach(room IN LISTS ARG_ROOMS)
    target_link_libraries(itr_room_${name} PUBLIC itr_room_${room})
  endforeach()
  set_property(TARGET itr_room_${name} PROPERTY ITR_LINK "${ARG_LINK}")
  set_property(GLOBAL APPEND PROPERTY ITR_ROOMS ${name})
endfunction()

# itr_room_test(NAME [THREADS] [PROPERTIES cases] [ROOMS other…] [LINK libraries…] [UNDER program…]): every *_test.cpp of the current
# folder as one doctest program. THREADS: the program starts threads, so it is also run under the thread sanitizer (label
# "thread"). PROPERTIES: random cases of each property as many as cost some seconds under sanitizers; optimised programs try
# thousands (label "property"). UNDER: what runs it.
set(ITR_PROPERTY_CASES 2000)
function(itr_room_test name)
  cmake_parse_arguments(ARG "THREADS" "PROPERTIES" "ROOMS;LINK;UNDER" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp")
  itr_batches(compiled "${PROJECT_SOURCE_DIR}/tests" ${sources})
  add_executable(test_${name} ${compiled} $<TARGET_OBJECTS:itr_doctest_main>)
  target_include_directories(test_${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(test_${name} PRIVATE itr_user_flags doctest::doctest ${ARG_LINK})
  foreach(room IN LISTS ARG_ROOMS)
    target_link_libraries(test_${name} PRIVATE itr_room_${room})
  endforeach()
  target_compile_definitions(test_${name} PRIVATE ITR_SOURCE_DIR=".")  # they run in the source folder
  add_test(NAME ${name} COMMAND ${ARG_UNDER} $<TARGET_FILE:test_${name}> WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set_tests_properties(${name} PROPERTIES TIMEOUT 300 LABELS core)
  if(ARG_THREADS)
    set_property(TEST ${name} APPEND PROPERTY LABELS thread)
    add_dependencies(thread_tests test_${name})
  endif()
  if(ARG_PROPERTIES)
    if(CMAKE_BUILD_TYPE STREQUAL "Release")
      set(ARG_PROPERTIES ${ITR_PROPERTY_CASES})
      set_tests_properties(${name} PROPERTIES TIMEOUT 900)
    endif()
    # What fails is printed at once: to make it smaller takes longer than the test may.
    set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT "RC_PARAMS=max_success=${ARG_PROPERTIES} noshrink=1")
    set_property(TEST ${name} APPEND PROPERTY LABELS property)
    add_dependencies(property_tests test_${name})
  endif()
endfunction()

# itr_bench(NAME [ROOMS other…] [LINK libraries…] [UNDER program…]): every *_bench.cpp of the current folder, or NAME_bench.cpp where the
# folder holds several, as one Google Benchmark program bench_NAME. Its test (label "bench") runs each benchmark for
# a moment: the code works, the figures mean nothing.
function(itr_bench name)
  cmake_parse_arguments(ARG "" "" "ROOMS;LINK;UNDER" ${ARGN})
  find_package(benchmark REQUIRED)
  set(sources "${CMAKE_CURRENT_SOURCE_DIR}/${name}_bench.cpp")
  if(NOT EXISTS "${sources}")
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_bench.cpp")
  endif()
  add_executable(bench_${name} ${sources})
  target_link_libraries(bench_${name} PRIVATE itr_flags benchmark::benchmark_main ${ARG_LINK})
  foreach(room IN LISTS ARG_ROOMS)
    target_link_libraries(bench_${name} PRIVATE itr_room_${room})
  endforeach()
  target_compile_definitions(bench_${name} PRIVATE ITR_SOURCE_DIR=".")  # they run in the source folder
  set_target_properties(bench_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/benchmarks")
  add_dependencies(benchmarks bench_${name})
  add_test(NAME bench_${name} COMMAND ${ARG_UNDER} $<TARGET_FILE:bench_${name}> --benchmark_min_time=0.001
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set_tests_properties(bench_${name} PROPERTIES TIMEOUT 120 LABELS bench RUN_SERIAL ON)
endfunction()

# itr_program(TARGET): belongs to what `./dev demo` builds and what is also linked with the shared library.
function(itr_program target)
  add_dependencies(programs ${target})
endfunction()

add_custom_target(thread_tests COMMENT "Tests that start threads")
add_custom_target(property_tests COMMENT "Tests of properties")
add_custom_target(benchmarks COMMENT "Benchmarks")
add_custom_target(programs COMMENT "The itr program and the examples")
