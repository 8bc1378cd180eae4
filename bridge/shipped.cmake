# Makes of PROGRAM what is installed: without symbols, which go into PROGRAM.debug. The two know each other by their build id and by
# a link.
#
#   cmake -DPROGRAM=… -DOBJCOPY=… -DSTRIP=… -P shipped.cmake
foreach(step "${OBJCOPY};--only-keep-debug;--compress-debug-sections;${PROGRAM};${PROGRAM}.debug" "${STRIP};--strip-all;${PROGRAM}"
             "${OBJCOPY};--add-gnu-debuglink=${PROGRAM}.debug;${PROGRAM}")
  execute_process(COMMAND ${step} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
