# The libraries that are installed, made of the rooms' objects. Which room goes where is said here and nowhere else:
# a room that is not named is part of itr.
set(ITR_ROOMS_OF_itr_sqlite store_sqlite capi_sqlite)
set(ITR_ROOMS_OF_itr_postgres store_postgres capi_postgres)
set(ITR_ROOMS_OF_itr_icalendar icalendar)
set(ITR_ROOMS_OF_itr_store_contract store_contract)
set(ITR_ROOMS_OF_programs cli)

# Needed to compile the rooms, and not to link with them.
set(ITR_HEADER_ONLY tl::expected nlohmann_json::nlohmann_json Boost::boost Boost::headers Boost::graph
  Boost::date_time CLI11::CLI11)

set(ITR_VERSION_SCRIPT "${PROJECT_BINARY_DIR}/libitr.map")
configure_file("${PROJECT_SOURCE_DIR}/src/cmake/libitr.map.in" "${ITR_VERSION_SCRIPT}" @ONLY)

# itr_library_pair(NAME ROOMS room… [USES library…]): NAME_static and NAME_shared from the same objects, and the alias
# itr::… for one of them, as BUILD_SHARED_LIBS says. USES names other libraries of this kind.
function(itr_library_pair name)
  cmake_parse_arguments(ARG "" "ALIAS" "ROOMS;USES" ${ARGN})
  set(objects)
  set(links fmt::fmt)
  foreach(room IN LISTS ARG_ROOMS)
    list(APPEND objects $<TARGET_OBJECTS:itr_room_${room}>)
    get_property(room_links TARGET itr_room_${room} PROPERTY ITR_LINK)
    list(APPEND links ${room_links})
  endforeach()
  list(REMOVE_DUPLICATES links)
  list(REMOVE_ITEM links ${ITR_HEADER_ONLY})
  foreach(kind IN ITEMS static shared)
    set(target ${name}_${kind})
    string(TOUPPER ${kind} type)
    add_library(${target} ${type} ${objects})
    set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name} LINKER_LANGUAGE CXX
      VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
    target_include_directories(${target} INTERFACE
      "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
    target_compile_features(${target} INTERFACE cxx_std_20)
    target_link_libraries(${target} PUBLIC tl::expected PRIVATE ${links})
    foreach(used IN LISTS ARG_USES)
      target_link_libraries(${target} PUBLIC ${used}_${kind})
    endforeach()
    add_library(itr::${target} ALIAS ${target})
    install(TARGETS ${target} EXPORT itr-${kind} RUNTIME COMPONENT runtime
      LIBRARY COMPONENT runtime NAMELINK_COMPONENT dev ARCHIVE COMPONENT dev)
  endforeach()
  if(UNIX AND NOT APPLE)
    target_link_options(${name}_shared PRIVATE "LINKER:--version-script=${ITR_VERSION_SCRIPT}")
    set_target_properties(${name}_shared PROPERTIES LINK_DEPENDS "${ITR_VERSION_SCRIPT}")
  endif()
  # On Windows only the shared library is imported through its declarations.
  target_compile_definitions(${name}_static INTERFACE ITR_STATIC)
  if(BUILD_SHARED_LIBS)
    add_library(itr::${ARG_ALIAS} ALIAS ${name}_shared)
  else()
    add_library(itr::${ARG_ALIAS} ALIAS ${name}_static)
  endif()
  add_dependencies(libraries ${name}_static ${name}_shared)
endfunction()

add_custom_target(libraries COMMENT "itr::itr and its stores, static and shared")
get_property(ITR_ALL_ROOMS GLOBAL PROPERTY ITR_ROOMS)
set(ITR_ROOMS_OF_itr ${ITR_ALL_ROOMS})
list(REMOVE_ITEM ITR_ROOMS_OF_itr ${ITR_ROOMS_OF_itr_sqlite} ${ITR_ROOMS_OF_itr_postgres}
  ${ITR_ROOMS_OF_itr_icalendar} ${ITR_ROOMS_OF_itr_store_contract} ${ITR_ROOMS_OF_programs})
itr_library_pair(itr ALIAS itr ROOMS ${ITR_ROOMS_OF_itr})
foreach(adapter IN ITEMS sqlite postgres icalendar store_contract)
  set(rooms)
  foreach(room IN LISTS ITR_ROOMS_OF_itr_${adapter})
    if(room IN_LIST ITR_ALL_ROOMS)
      list(APPEND rooms ${room})
    endif()
  endforeach()
  if(rooms)
    itr_library_pair(itr_${adapter} ALIAS ${adapter} ROOMS ${rooms} USES itr)
    list(APPEND ITR_ADAPTERS ${adapter})
  endif()
endforeach()
include(ItrInstall)
