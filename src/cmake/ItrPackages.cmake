# Debian packages, one for each component of the installation: `cmake --preset package`, build, `cpack` in its folder.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME itr)
set(CPACK_PACKAGE_VENDOR "The itr project")
set(CPACK_PACKAGE_CONTACT "The itr project")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}/packages")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_COMPONENTS_ALL runtime dev tools)
set(CPACK_STRIP_FILES ON)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(itr_same_version "(= ${PROJECT_VERSION})")

# The name has the number of the ABI in it, so that programs made for another one keep theirs.
set(itr_runtime libitr${PROJECT_VERSION_MAJOR})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME ${itr_runtime})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "${PROJECT_DESCRIPTION}: the shared libraries")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_GENERATE_SHLIBS ON)

# find_package(itr) looks for what the static libraries are made with.
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libitr-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_DEV_DESCRIPTION "${PROJECT_DESCRIPTION}: headers, static libraries, CMake package, pkg-config files")
set(itr_dev_depends "${itr_runtime} ${itr_same_version}" libexpected-dev libfmt-dev libyaml-cpp-dev
  libhowardhinnant-date-dev libre2-dev libsodium-dev zlib1g-dev libsqlite3-dev)
if(ITR_POSTGRES)
  list(APPEND itr_dev_depends libpq-dev)
endif()
if(ITR_ICALENDAR)
  list(APPEND itr_dev_depends libical-dev)
endif()
list(JOIN itr_dev_depends ", " CPACK_DEBIAN_DEV_PACKAGE_DEPENDS)

set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME itr-tools)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION utils)
set(CPACK_COMPONENT_TOOLS_DESCRIPTION "${PROJECT_DESCRIPTION}: the itr program and packs to start from")
# The libraries of the build stand for those of the runtime package, which is asked for in this very version.
set(CPACK_DEBIAN_TOOLS_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${PROJECT_BINARY_DIR}")
set(CPACK_DEBIAN_TOOLS_PACKAGE_DEPENDS "${itr_runtime} ${itr_same_version}, tzdata")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS tzdata)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SUGGESTS graphviz)

foreach(component IN ITEMS runtime dev tools)
  string(TOUPPER ${component} name)
  install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" RENAME copyright COMPONENT ${component}
    DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${name}_PACKAGE_NAME}")
endforeach()
include(CPack)
