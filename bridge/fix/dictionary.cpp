#include "fix/dictionary.hpp"

#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

namespace bridge::fix {

FIX::DataDictionaryProvider make_provider(const std::string& begin_string) {
  if (begin_string != FIX::BeginString_FIX44) {
    throw std::runtime_error("begin_string: no dictionary for \"" + begin_string +
                             "\"; this release speaks FIX.4.4");
  }
  std::istringstream xml{std::string(fix44_xml())};
  auto dictionary = std::make_shared<FIX::DataDictionary>(xml);
  dictionary->checkFieldsOutOfOrder(true);
  dictionary->checkFieldsHaveValues(true);
  dictionary->checkUserDefinedFields(false);
  dictionary->allowUnknownMsgFields(false);

  FIX::DataDictionaryProvider provider;
  provider.addTransportDataDictionary(FIX::BeginString(begin_string), dictionary);
  return provider;
}

}  // namespace bridge::fix
