# What is installed, by `./run install` and by the packages that `./run package` makes: the programs that ship, their papers, and
# whatever an operator reads. Three components, each a Debian package: `program`, the gateway; `simulator`, the simulated venue and
# the demo, which no machine in production needs; `symbols` of all of them, for a debugger.
#
# Where: bin/; lib/systemd/system/; share/fixbridge/, the dictionaries; share/doc/fixbridge/, the pages in the places they have in
# the repository, so that their links hold, with the bill of materials and the example configurations; man page and completion
# where man and bash look.
set(papers ${PROJECT_BINARY_DIR}/papers)
set(shipped ${PROJECT_BINARY_DIR}/bridge/shipped)
set(programs "")  # the files that ship

# shipped_program(TARGET COMPONENT): the program without its symbols, and the symbols beside it, each under the target's output
# name. One that is built into another directory is copied first: what the tests run keeps its symbols.
function(shipped_program target component)
  get_target_property(name ${target} OUTPUT_NAME)
  get_target_property(built_in ${target} RUNTIME_OUTPUT_DIRECTORY)
  set(program ${shipped}/${name})
  if(NOT built_in STREQUAL shipped)
    add_custom_command(
      OUTPUT ${program}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${shipped}
      COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:${target}> ${program}
      COMMAND ${CMAKE_COMMAND} -DPROGRAM=${program} -DOBJCOPY=${CMAKE_OBJCOPY} -DSTRIP=${CMAKE_STRIP}
              -P ${PROJECT_SOURCE_DIR}/bridge/shipped.cmake
      BYPRODUCTS ${program}.debug
      DEPENDS ${target}
      VERBATIM)
  endif()
  set(programs ${programs} ${program} PARENT_SCOPE)
  install(PROGRAMS ${program} DESTINATION bin COMPONENT ${component})
  # gdb finds it by the build id when it is under /usr/lib/debug, else: gdb -e PREFIX/bin/NAME -s PREFIX/lib/debug/fixbridge/NAME.debug
  install(FILES ${program}.debug DESTINATION lib/debug/fixbridge COMPONENT symbols)
  install(CODE "
    set(prefix \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\")
    execute_process(COMMAND readelf --notes \"\${prefix}/lib/debug/fixbridge/${name}.debug\" OUTPUT_VARIABLE notes ERROR_QUIET
                    COMMAND_ERROR_IS_FATAL ANY)
    if(notes MATCHES \"Build ID: ([0-9a-f][0-9a-f])([0-9a-f]+)\")
      set(directory \"\${prefix}/lib/debug/.build-id/\${CMAKE_MATCH_1}\")
      file(MAKE_DIRECTORY \"\${directory}\")
      file(CREATE_LINK ../../fixbridge/${name}.debug \"\${directory}/\${CMAKE_MATCH_2}.debug\" SYMBOLIC)
    endif()" COMPONENT symbols)
endfunction()

shipped_program(fixbridge_shipped program)
shipped_program(fixbridge_venue simulator)
shipped_program(fixbridge_demo simulator)

# Of all of them: `fixbridge simulate` and `fixbridge demo` are the other two. fixbridge.man is what help does not say.
set(package ${PROJECT_SOURCE_DIR}/config/package)
add_custom_command(
  OUTPUT ${papers}/fixbridge.1.gz ${papers}/completions/fixbridge
  COMMAND ${package}/papers.sh ${shipped}/fixbridge ${package}/fixbridge.man ${papers}
  BYPRODUCTS ${papers}/fixbridge.help
  DEPENDS fixbridge_shipped ${programs} ${package}/papers.sh ${package}/fixbridge.man
  VERBATIM)
install(FILES ${papers}/fixbridge.1.gz DESTINATION share/man/man1 COMPONENT program)
install(FILES ${papers}/completions/fixbridge DESTINATION share/bash-completion/completions COMPONENT program)
install(CODE "
  foreach(name fixbridge-venue fixbridge-demo)
    file(MAKE_DIRECTORY \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/man/man1\")
    file(CREATE_LINK fixbridge.1.gz \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/man/man1/\${name}.1.gz\" SYMBOLIC)
  endforeach()" COMPONENT simulator)

# Debian's names for two of the papers.
set(changelog ${papers}/changelog.gz)
add_custom_command(OUTPUT ${changelog} DEPENDS ${PROJECT_SOURCE_DIR}/CHANGELOG.md
                   COMMAND ${CMAKE_COMMAND} -E make_directory ${papers}
                   COMMAND sh -c "gzip -9n <$1 >$2" sh ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${changelog} VERBATIM)
add_custom_target(shipped ALL DEPENDS fixbridge_shipped ${programs} ${papers}/fixbridge.1.gz ${changelog})

set(doc share/doc/fixbridge)
install(FILES ${changelog} ${package}/copyright ${PROJECT_BINARY_DIR}/bridge/fixbridge.spdx.json
              ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/NOTICE DESTINATION ${doc} COMPONENT program)
file(GLOB pages RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/*.md ${PROJECT_SOURCE_DIR}/config/*.md
     ${PROJECT_SOURCE_DIR}/config/*.yaml ${PROJECT_SOURCE_DIR}/config/*.json ${PROJECT_SOURCE_DIR}/config/*.logrotate ${PROJECT_SOURCE_DIR}/fixspec/*.md
     ${PROJECT_SOURCE_DIR}/bridge/*.md ${PROJECT_SOURCE_DIR}/bridge/*/*.md ${PROJECT_SOURCE_DIR}/bridge/*/*/*.md
     ${PROJECT_SOURCE_DIR}/tests/*.md ${PROJECT_SOURCE_DIR}/tests/*/*.md ${PROJECT_SOURCE_DIR}/tests/bench/*.svg)
foreach(page ${pages})
  get_filename_component(place ${page} DIRECTORY)
  install(FILES ${PROJECT_SOURCE_DIR}/${page} DESTINATION ${doc}/${place} COMPONENT program)
endforeach()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/fixspec/ DESTINATION share/fixbridge COMPONENT program FILES_MATCHING PATTERN "*.xml")
# The pages link to the dictionaries beside them.
install(CODE "
  set(prefix \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\")
  file(GLOB dictionaries RELATIVE \"\${prefix}/share/fixbridge\" \"\${prefix}/share/fixbridge/*.xml\")
  foreach(dictionary \${dictionaries})
    file(CREATE_LINK ../../../fixbridge/\${dictionary} \"\${prefix}/${doc}/fixspec/\${dictionary}\" SYMBOLIC)
  endforeach()
  file(CREATE_LINK config \"\${prefix}/${doc}/examples\" SYMBOLIC)" COMPONENT program)
# The papers of the other packages are those of the package that they depend on.
foreach(component simulator symbols)
  string(REPLACE symbols dbgsym package_name fixbridge-${component})
  install(CODE "
    file(MAKE_DIRECTORY \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/doc\")
    file(CREATE_LINK fixbridge \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/doc/${package_name}\" SYMBOLIC)" COMPONENT ${component})
endforeach()
# The unit names the program and its pages by their whole paths, in the repository those of /usr/local. CPack installs into a
# directory of its own: what is a package's /usr is /usr; a tarball may be unpacked anywhere, and keeps /usr/local.
install(CODE "
  set(prefix \"\${CMAKE_INSTALL_PREFIX}\")
  if(prefix MATCHES \"/_CPack_Packages/\")
    string(REGEX MATCH \"/usr\$\" prefix \"\${prefix}\")
    if(NOT prefix)
      set(prefix /usr/local)
    endif()
  endif()
  file(READ ${PROJECT_SOURCE_DIR}/config/fixbridge.service unit)
  string(REPLACE /usr/local \"\${prefix}\" unit \"\${unit}\")
  file(WRITE \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/lib/systemd/system/fixbridge.service\" \"\${unit}\")" COMPONENT program)

# --- packages: cpack -G DEB, cpack -G TGZ ---

set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # `shipped` is built before; all the tests need not be
set(CPACK_PACKAGE_NAME fixbridge)
set(CPACK_PACKAGE_VENDOR fixbridge)
set(CPACK_PACKAGE_CONTACT "fixbridge maintainers <fixbridge@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "FIX gateway to Binance USD-M futures")
set(CPACK_PACKAGE_DESCRIPTION
"An order system sends cancels and status requests in FIX 4.2, 4.4 or 5.0 SP2;
the gateway sends them to the venue's WebSocket API and answers with what the
venue has proved. Everything is in a journal before it is sent.
The service is not enabled by the installation: it wants a configuration and
keys first.")
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_STRIP_FILES OFF)  # shipped.cmake has
set(CPACK_COMPONENTS_ALL program simulator symbols)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_THREADS 0)
string(TOLOWER "${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}" system)
set(CPACK_PACKAGE_FILE_NAME fixbridge-${PROJECT_VERSION}-${system})

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE gzip)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME fixbridge)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS "ca-certificates, tzdata")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_CONTROL_EXTRA ${package}/postinst
    ${package}/prerm ${package}/postrm)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS fixbridge-simulator)
set(CPACK_DEBIAN_SIMULATOR_PACKAGE_NAME fixbridge-simulator)
set(CPACK_DEBIAN_SIMULATOR_PACKAGE_SECTION net)
set(CPACK_DEBIAN_SIMULATOR_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_SIMULATOR_PACKAGE_DEPENDS "fixbridge (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_SYMBOLS_PACKAGE_NAME fixbridge-dbgsym)
set(CPACK_DEBIAN_SYMBOLS_PACKAGE_SECTION debug)
set(CPACK_DEBIAN_SYMBOLS_PACKAGE_DEPENDS "fixbridge (= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION}")
set(CPACK_COMPONENT_SIMULATOR_DESCRIPTION
"The simulated venue that an order system is certified against, and the demo:
`fixbridge simulate`, `fixbridge demo`. No machine in production needs it.")
set(CPACK_COMPONENT_SYMBOLS_DESCRIPTION "Debug symbols of its programs, found by gdb by their build id.")
# Debian's packages own /usr; a tarball has neither.
set(CPACK_PROJECT_CONFIG_FILE ${package}/cpack.cmake)
include(CPack)
