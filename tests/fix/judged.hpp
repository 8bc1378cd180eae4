// What the dictionaries of fixspec/ say about a message. For the test programs that link QuickFIX.
#pragma once

#include "fix/message.hpp"
#include "fix/wire/dictionary.hpp"

#include <array>
#include <map>
#include <string>

namespace bridge::fix {

inline constexpr std::array kBeginStrings = {"FIX.4.2", "FIX.4.4", "FIXT.1.1"};

inline void validate(const std::string& wire, const std::string& begin_string) {
  static std::map<std::string, FIX::DataDictionaryProvider> providers;
  const auto known = providers.find(begin_string);
  const auto& provider = known != providers.end()
                             ? known->second
                             : providers.emplace(begin_string, make_provider(begin_string)).first->second;
  const auto& session = provider.getSessionDataDictionary(FIX::BeginString(begin_string));
  const auto& application =
      begin_string == "FIXT.1.1"
          ? provider.getApplicationDataDictionary(FIX::ApplVerID(FIX::ApplVerID_FIX50SP2))
          : session;
  const FIX::Message message(wire, session, application, true);
  FIX::DataDictionary::validate(message, &session, message.isAdmin() ? &session : &application);
}

// "accepted", or QuickFIX's word for what is wrong and the tag. `body` begins with 35=.
inline std::string judged(const std::string& begin_string, const std::string& body) {
  try {
    validate(message(body, begin_string), begin_string);
    return "accepted";
  } catch (const FIX::RequiredTagMissing& error) {
    return "missing " + std::to_string(error.field);
  } catch (const FIX::TagNotDefinedForMessage& error) {
    return "not on this message " + std::to_string(error.field);
  } catch (const FIX::InvalidTagNumber& error) {
    return "undefined " + std::to_string(error.field);
  } catch (const FIX::IncorrectTagValue& error) {
    return "value " + std::to_string(error.field);
  } catch (const FIX::IncorrectDataFormat& error) {
    return "format " + std::to_string(error.field);
  } catch (const FIX::NoTagValue& error) {
    return "empty " + std::to_string(error.field);
  } catch (const FIX::TagOutOfOrder& error) {
    return "out of order " + std::to_string(error.field);
  } catch (const FIX::RepeatedTag& error) {
    return "repeated " + std::to_string(error.field);
  } catch (const FIX::InvalidMessageType&) {
    return "no such type";
  } catch (const FIX::Exception& error) {
    return error.what();
  }
}

// Why the session's own dictionary would not take this message, in pipe text; empty when it would.
inline std::string flaw(const std::string& pipes, const std::string& begin_string) {
  try {
    validate(soh(pipes), begin_string);
    return "";
  } catch (const std::exception& error) {
    return pipes + ": " + error.what();
  }
}

}  // namespace bridge::fix
