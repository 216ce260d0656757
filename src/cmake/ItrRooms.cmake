# A room is a folder of src/ that is compiled into a static library of its own (itr_room_NAME), so that a room's tests link
# only what the room may use: a forbidden dependency does not link. The libraries itr::itr, itr::sqlite … are made
# of the rooms' objects.

# itr_room(NAME [ROOMS other…] [LINK libraries…]): every .cpp of the current folder.
function(itr_room name)
  cmake_parse_arguments(ARG "" "" "ROOMS;LINK;EXCLUDE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  add_library(itr_room_${name} STATIC EXCLUDE_FROM_ALL ${sources})
  target_include_directories(itr_room_${name} PUBLIC "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src")
  target_compile_definitions(itr_room_${name} PRIVATE ITR_BUILDING)
  target_link_libraries(itr_room_${name} PRIVATE itr_flags)
  target_link_libraries(itr_room_${name} PUBLIC fmt::fmt ${ARG_LINK})
  foreach(room IN LISTS ARG_ROOMS)
    target_link_libraries(itr_room_${name} PUBLIC itr_room_${room})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY ITR_ROOMS ${name})
endfunction()

# itr_room_test(NAME [ROOMS other…] [LINK libraries…]): every *_test.cpp of the current folder as one doctest program.
function(itr_room_test name)
  cmake_parse_arguments(ARG "" "" "ROOMS;LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp")
  add_executable(test_${name} ${sources} $<TARGET_OBJECTS:itr_doctest_main>)
  target_include_directories(test_${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(test_${name} PRIVATE itr_flags doctest::doctest ${ARG_LINK})
  foreach(room IN LISTS ARG_ROOMS)
    target_link_libraries(test_${name} PRIVATE itr_room_${room})
  endforeach()
  target_compile_definitions(test_${name} PRIVATE ITR_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND test_${name} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()
