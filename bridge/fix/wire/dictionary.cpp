#include "fix/wire/dictionary.hpp"

#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

namespace bridge::fix {
namespace {

constexpr int kOwnTagFirst = 25001;
constexpr int kOwnTagLast = 25114;

std::shared_ptr<FIX::DataDictionary> read(std::string_view text) {
  std::istringstream xml{std::string(text)};
  auto dictionary = std::make_shared<FIX::DataDictionary>(xml);
  dictionary->checkFieldsOutOfOrder(true);
  dictionary->checkFieldsHaveValues(true);
  dictionary->checkUserDefinedFields(false);
  dictionary->allowUnknownMsgFields(false);
  // The flag above does not spare declared tags the check of their form. Ours are read on 35=D and 35=G only,
  // by the codec, which answers an order that has a wrong one; elsewhere they are the client's business.
  for (int tag = kOwnTagFirst; tag <= kOwnTagLast; ++tag) dictionary->addFieldType(tag, FIX::TYPE::String);
  return dictionary;
}

}  // namespace

FIX::DataDictionaryProvider make_provider(const std::string& begin_string) {
  FIX::DataDictionaryProvider provider;
  const FIX::BeginString version(begin_string);
  if (begin_string == FIX::BeginString_FIX42) {
    provider.addTransportDataDictionary(version, read(fix42_xml()));
  } else if (begin_string == FIX::BeginString_FIX44) {
    provider.addTransportDataDictionary(version, read(fix44_xml()));
  } else if (begin_string == FIX::BeginString_FIXT11) {
    provider.addTransportDataDictionary(version, read(fixt11_xml()));
    auto application = read(fix50sp2_xml());
    // The engine asks this dictionary which header fields an application message needs, but reads no header
    // from it. A message without them would get the engine's own 35=j.
    for (const int tag : {FIX::FIELD::SenderCompID, FIX::FIELD::TargetCompID, FIX::FIELD::SendingTime}) {
      application->addHeaderField(tag, true);
    }
    provider.addApplicationDataDictionary(FIX::ApplVerID(FIX::ApplVerID_FIX50SP2), application);
  } else {
    throw std::runtime_error("begin_string: no dictionary for \"" + begin_string +
                             "\"; there is one for FIX.4.2, FIX.4.4 and FIXT.1.1 (with FIX 5.0 SP2)");
  }
  return provider;
}

}  // namespace bridge::fix
