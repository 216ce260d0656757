# What `cmake --install` puts where: headers, libraries, the CMake package and the pkg-config files. A component is a
# Debian package (ItrPackages.cmake): runtime, dev, tools.
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/itr")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/itr" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT dev
  FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")
foreach(kind IN ITEMS static shared)
  install(EXPORT itr-${kind} NAMESPACE itr:: DESTINATION "${package_dir}" COMPONENT dev)
endforeach()
configure_package_config_file(src/cmake/itrConfig.cmake.in "${PROJECT_BINARY_DIR}/itrConfig.cmake"
  INSTALL_DESTINATION "${package_dir}")
# Until 1.0 a new minor version may break its users.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/itrConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/itrConfig.cmake" "${PROJECT_BINARY_DIR}/itrConfigVersion.cmake"
  DESTINATION "${package_dir}" COMPONENT dev)

file(RELATIVE_PATH ITR_PREFIX_FROM_PKGCONFIG "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" ITR_PREFIX_FROM_PKGCONFIG "${ITR_PREFIX_FROM_PKGCONFIG}")
function(itr_pkg_config file)
  configure_file("${PROJECT_SOURCE_DIR}/src/cmake/${file}.in" "${PROJECT_BINARY_DIR}/${file}" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${file}" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
    COMPONENT dev)
endfunction()
itr_pkg_config(itr.pc)
foreach(adapter IN ITEMS sqlite postgres)
  if(adapter IN_LIST ITR_ADAPTERS)
    itr_pkg_config(itr-${adapter}.pc)
  endif()
endforeach()
