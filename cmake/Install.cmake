# cmake --install, beside the program and the package of the SDK (SdkPackage.cmake) and the plugins (plugins/): headers,
# documentation, licence, completions.
set(documentation ${CMAKE_INSTALL_DATAROOTDIR}/doc/tlhost)
install(DIRECTORY sdk/include/tlhost DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES README.md CHANGELOG.md LICENSE CITATION.cff DESTINATION ${documentation})
install(DIRECTORY docs examples DESTINATION ${documentation}
        PATTERN build EXCLUDE PATTERN runs EXCLUDE PATTERN ".*" EXCLUDE)
if(TLHOST_HOST)
  install(FILES host/cli/completion/tlhost.bash
          DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/bash-completion/completions RENAME tlhost)
  install(FILES host/cli/completion/_tlhost DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/zsh/site-functions)
endif()
