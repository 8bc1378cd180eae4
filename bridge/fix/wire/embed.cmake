# Writes a .cpp in which a file's text is a function: no file to find, lose or swap at run time.
# cmake -DSOURCE=<file> -DOUTPUT=<cpp> -DFUNCTION=<name> -P embed.cmake
file(READ ${SOURCE} text)
file(WRITE ${OUTPUT} "#include <string_view>

namespace bridge::fix {

std::string_view ${FUNCTION}();

std::string_view ${FUNCTION}() {  // NOLINT(readability-function-size): one literal
  return R\"embedded(${text})embedded\";
}

}  // namespace bridge::fix
")
