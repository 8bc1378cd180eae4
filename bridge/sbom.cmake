# The bill of materials: which packages fixbridge is linked with, in which version. For `fixbridge --version --verbose`
# (a source that is made from it), and for scanners (fixbridge.spdx.json, SPDX 2.3). tests/hardening holds it against what the program
# really loads. Where there is no dpkg the versions are not known.
set(materials
  # package                   what for
  "libquickfix17              FIX session engine"
  "libboost1.81-dev           sockets, TLS, WebSocket and HTTP: Asio and Beast, headers"
  "libboost-json1.81.0        JSON of the venue and of the journal"
  "libssl3                    TLS, signatures, passwords"
  "libseccomp2                confines the process that signs"
  "libsqlite3-0               the journal"
  "libxxhash-dev              checksums of the journal's record, headers"
  "libyaml-cpp0.7             the configuration"
  "libprometheus-cpp-core1.0  metrics"
  "libdate-tz3                time zones"
  "libcli11-dev               command line, headers"
  "libstdc++6                 C++ run-time"
  "libgcc-s1                  C++ run-time"
  "libc6                      C library")

find_program(DPKG_QUERY dpkg-query)
set(table "")
set(spdx_packages "")
set(spdx_links "")
foreach(material ${materials})
  string(REGEX MATCH "^([^ ]+) +(.+)$" matched "${material}")
  set(package ${CMAKE_MATCH_1})
  set(purpose ${CMAKE_MATCH_2})
  set(version "")
  if(DPKG_QUERY)
    execute_process(COMMAND ${DPKG_QUERY} -W -f=\${Version} ${package} OUTPUT_VARIABLE version ERROR_QUIET)
  endif()
  if(NOT version)
    set(version "not known")
  endif()
  string(LENGTH "${package}" width)
  math(EXPR width "27 - ${width}")
  string(REPEAT " " ${width} gap)
  string(LENGTH "${version}" width)
  math(EXPR width "23 - ${width}")
  if(width LESS 1)
    set(width 1)
  endif()
  string(REPEAT " " ${width} second_gap)
  string(APPEND table "    \"${package}${gap}${version}${second_gap}${purpose}\\n\"\n")

  string(REGEX REPLACE "[^A-Za-z0-9.-]" "-" id "SPDXRef-${package}")
  string(APPEND spdx_packages ",\n    {\"SPDXID\": \"${id}\", \"name\": \"${package}\", \"versionInfo\": \"${version}\",\n"
    "     \"downloadLocation\": \"NOASSERTION\", \"comment\": \"${purpose}\", \"externalRefs\": [{\"referenceCategory\":"
    " \"PACKAGE-MANAGER\",\n     \"referenceType\": \"purl\", \"referenceLocator\": \"pkg:deb/debian/${package}@${version}\"}]}")
  string(APPEND spdx_links ",\n    {\"spdxElementId\": \"SPDXRef-fixbridge\", \"relationshipType\": \"DEPENDS_ON\","
    " \"relatedSpdxElement\": \"${id}\"}")
endforeach()

string(TIMESTAMP now UTC)  # SOURCE_DATE_EPOCH, where it is set
set(sbom_spdx ${CMAKE_CURRENT_BINARY_DIR}/fixbridge.spdx.json)
set(sbom_cpp ${CMAKE_CURRENT_BINARY_DIR}/packages.cpp)
file(CONFIGURE OUTPUT ${sbom_cpp} @ONLY CONTENT [[namespace bridge {

extern const char* const kPackages;
const char* const kPackages =
@table@    ;

}  // namespace bridge
]])
file(CONFIGURE OUTPUT ${sbom_spdx} @ONLY CONTENT [[{
  "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "fixbridge-@PROJECT_VERSION@",
  "documentNamespace": "https://spdx.org/spdxdocs/fixbridge-@PROJECT_VERSION@-@now@",
  "creationInfo": {"created": "@now@", "creators": ["Tool: fixbridge-build"]},
  "packages": [
    {"SPDXID": "SPDXRef-fixbridge", "name": "fixbridge", "versionInfo": "@PROJECT_VERSION@",
     "downloadLocation": "NOASSERTION", "licenseDeclared": "Apache-2.0"}@spdx_packages@
  ],
  "relationships": [
    {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-fixbridge"}@spdx_links@
  ]
}
]])
