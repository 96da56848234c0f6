# Runs when the files of a Debian package lie in their staging folder: moves what Debian wants elsewhere.
if(CPACK_GENERATOR STREQUAL "DEB")
  set(share ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share)
  # site-functions is for the administrator's own.
  file(MAKE_DIRECTORY ${share}/zsh/vendor-completions)
  file(RENAME ${share}/zsh/site-functions/_tlhost ${share}/zsh/vendor-completions/_tlhost)
  file(REMOVE_RECURSE ${share}/zsh/site-functions)
  file(CHMOD ${share}/zsh/vendor-completions PERMISSIONS ${CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
  # Every Debian system has the text of the licence; the changelog is in Debian's own form.
  set(documentation ${share}/doc/tlhost)
  file(REMOVE ${documentation}/LICENSE)
  file(WRITE ${documentation}/copyright "\
Copyright (c) 2026 the tlhost developers
License: Apache-2.0

The full text of this licence is in /usr/share/common-licenses/Apache-2.0.
")
  string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
  file(WRITE ${documentation}/changelog "\
${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * CHANGELOG.md has what changed.

 -- ${CPACK_DEBIAN_PACKAGE_MAINTAINER}  ${now}
")
  file(CHMOD ${documentation}/copyright ${documentation}/changelog
       PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  execute_process(COMMAND gzip -9n ${documentation}/changelog COMMAND_ERROR_IS_FATAL ANY)
endif()
