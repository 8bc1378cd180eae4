#include "fix/wire/dictionary.hpp"

#include "fix/dictionary_text.hpp"
#include "fix/judged.hpp"
#include "fix/wire/message_types.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace bridge::fix {
namespace {

constexpr const char* kHeader = "34=2|49=OMS|52=20261122-17:09:31.000|56=BRIDGE|";

std::string cancel(const std::string& fields) { return std::string("35=F|") + kHeader + fields; }
std::string with(const std::string& fields) {
  return cancel("11=c1|41=o1|55=BTCUSDT|54=1|60=20261122-17:09:31.000|" + fields);
}
std::string question(const std::string& fields) {
  return std::string("35=H|") + kHeader + "55=BTCUSDT|54=1|" + fields;
}
std::string report(const std::string& fields) {
  return std::string("35=8|") + kHeader + "37=1|11=c1|41=o1|17=1-1|55=BTCUSDT|54=1|151=0|14=0|" + fields;
}
std::string reject(const std::string& fields) {
  return std::string("35=9|") + kHeader + "37=1|11=c1|39=2|434=1|" + fields;
}
std::string business_reject(const std::string& fields) {
  return std::string("35=j|") + kHeader + "45=2|372=E|" + fields;
}

// A value the field may have.
std::string sample(int tag, const std::string& type) {
  static const std::map<int, std::string> listed = {{39, "4"},   {98, "0"},   {102, "1"},  {380, "4"},
                                                    {836, "1"},  {1100, "4"}, {1101, "1"}, {1107, "2"},
                                                    {1109, "U"}, {1137, "9"}, {1128, "9"}, {150, "4"}};
  static const std::map<std::string, std::string> by_type = {{"BOOLEAN", "Y"},
                                                             {"UTCTIMESTAMP", "20261122-17:09:31.000"},
                                                             {"LOCALMKTDATE", "20261225"},
                                                             {"MONTHYEAR", "202612"},
                                                             {"MULTIPLEVALUESTRING", "6 E"}};
  if (listed.contains(tag)) return listed.at(tag);
  return by_type.contains(type) ? by_type.at(type) : "1";
}

// ---- what holds in every version ----

class Dictionary : public testing::TestWithParam<const char*> {
 protected:
  static std::string judged(const std::string& body) { return fix::judged(GetParam(), body); }
};

INSTANTIATE_TEST_SUITE_P(, Dictionary, testing::ValuesIn(kBeginStrings), [](const auto& version) {
  std::string name = version.param;
  std::erase(name, '.');
  return name;
});

TEST_P(Dictionary, KnowsNoDataField) {
  for (const auto& [name, field] : dictionary_text(GetParam()).fields) {
    EXPECT_NE(field.second, "DATA") << name;
    EXPECT_NE(field.second, "XMLDATA") << name;
  }
}

TEST_P(Dictionary, LetsACancelNameItsOrderByOrderIdAlone) {
  EXPECT_EQ(judged(cancel("11=c1|37=8389765519836|55=BTCUSDT|54=1|60=20261122-17:09:31.000|")), "accepted");
}

TEST_P(Dictionary, RejectsACancelWithoutWhatEveryCancelNeeds) {
  EXPECT_EQ(judged(cancel("41=o1|55=BTCUSDT|54=1|60=20261122-17:09:31.000|")), "missing 11");
  EXPECT_EQ(judged(cancel("11=c1|41=o1|54=1|60=20261122-17:09:31.000|")), "missing 55");
  EXPECT_EQ(judged(cancel("11=c1|41=o1|55=BTCUSDT|60=20261122-17:09:31.000|")), "missing 54");
  EXPECT_EQ(judged(cancel("11=c1|41=o1|55=BTCUSDT|54=1|")), "missing 60");
  EXPECT_EQ(judged("35=F|34=2|49=OMS|56=BRIDGE|11=c1|41=o1|55=BTCUSDT|54=1|60=20261122-17:09:31|"),
            "missing 52");
}

TEST_P(Dictionary, RejectsWrongFieldsAndValuesOnACancel) {
  EXPECT_EQ(judged(with("33=1|")), "undefined 33");
  EXPECT_EQ(judged(with("150=4|")), "not on this message 150");
  EXPECT_EQ(judged(with("38=abc|")), "format 38");
  EXPECT_EQ(judged(with("58=|")), "empty 58");
  EXPECT_EQ(judged(with("1=a|1=b|")), "repeated 1");
  EXPECT_EQ(judged(with("43=Y|")), "out of order 43");
  EXPECT_EQ(judged(cancel("11=c1|41=o1|55=BTCUSDT|54=Q|60=20261122-17:09:31.000|")), "value 54");
  EXPECT_EQ(judged(cancel("11=c1|41=o1|55=BTCUSDT|54=1|60=yesterday|")), "format 60");
}

TEST_P(Dictionary, RejectsDataFieldsOnACancel) {
  const bool knows_logons = std::string(GetParam()) != "FIXT.1.1";
  EXPECT_EQ(judged(with("95=2147483647|96=x|")), knows_logons ? "not on this message 95" : "undefined 95");
  EXPECT_EQ(judged(with("354=-1|355=x|")), "undefined 354");
}

TEST_P(Dictionary, ToleratesWhatAnOrderSystemRepeatsOnACancel) {
  EXPECT_EQ(judged(with("48=BTCUSDT|22=8|167=FUT|207=BINF|15=USDT|")), "accepted");
  EXPECT_EQ(judged(with("40=2|44=65000.1|59=1|18=G 6|21=1|77=O|100=BINF|126=20261122-23:00:00|99=1|")),
            "accepted");
}

TEST_P(Dictionary, IgnoresUserDefinedTags) {
  EXPECT_EQ(judged(with("5001=x|9999=y|20017=z|")), "accepted");
  EXPECT_EQ(judged(question("37=1|5001=x|")), "accepted");
  EXPECT_EQ(judged(with("25001=9|25009=abc|25018=now|25103=x|25107=z|")), "accepted");
}

TEST_P(Dictionary, RejectsAnOrderWithoutWhatEveryOrderNeeds) {
  const std::string rest = std::string(GetParam()) == "FIX.4.2" ? "21=1|" : "";
  const std::string whole = "11=c1|55=BTCUSDT|54=1|60=20261122-17:09:31.000|40=2|38=1|44=1|59=1|" + rest;
  for (const auto* order : {"35=D|", "35=G|41=o1|"}) {
    EXPECT_EQ(judged(std::string(order).insert(5, kHeader) + whole), "accepted");
    for (const int missing : {11, 55, 54, 60, 40}) {
      const std::string name = std::to_string(missing) + "=";
      std::string without = whole;
      const auto begin = without.starts_with(name) ? 0 : without.find("|" + name) + 1;
      without.erase(begin, without.find('|', begin) + 1 - begin);
      EXPECT_EQ(judged(std::string(order).insert(5, kHeader) + without),
                "missing " + std::to_string(missing));
    }
  }
}

TEST_P(Dictionary, LeavesWhatAnOrderAsksForToTheGateway) {
  const std::string rest = std::string(GetParam()) == "FIX.4.2" ? "21=9|" : "21=9|423=1|847=2|";
  const std::string whole = "11=c1|55=BTCUSDT|54=1|60=20261122-17:09:31.000|38=1|" + rest;
  for (const auto* odd :
       {"40=K|18=G 1|59=7|", "40=P|77=R|110=1|111=1|152=1|210=1|388=0|389=1|168=20261122-18:00:00|",
        "40=2|25001=9|25009=abc|25103=x|25106=?|432=20261225|"}) {
    EXPECT_EQ(judged(std::string("35=D|") + kHeader + whole + odd), "accepted") << odd;
  }
}

TEST_P(Dictionary, RejectsNumbersThatAreNone) {
  const std::string whole = "11=c1|21=1|40=2|54=1|55=BTCUSDT|60=20261122-17:09:31.000|";
  for (const auto* number :
       {"38=abc|", "38=1e3|", "38=NaN|", "38=0x10|", "44=1,5|", "44=+1|", "99=1 |", "38=--1|"}) {
    EXPECT_EQ(judged(std::string("35=D|") + kHeader + whole + number),
              "format " + std::string(number).substr(0, 2))
        << number;
  }
}

TEST_P(Dictionary, LetsAQuestionNameItsOrderByAnyId) {
  for (const auto* ids : {"37=1|", "11=o1|", "41=o1|", "37=1|11=c1|41=o1|"}) {
    EXPECT_EQ(judged(question(ids)), "accepted") << ids;
  }
}

TEST_P(Dictionary, RejectsAQuestionWithoutSymbolOrSide) {
  EXPECT_EQ(judged(std::string("35=H|") + kHeader + "37=1|54=1|"), "missing 55");
  EXPECT_EQ(judged(std::string("35=H|") + kHeader + "37=1|55=BTCUSDT|"), "missing 54");
}

TEST_P(Dictionary, ToleratesWhatAnOrderSystemRepeatsOnAQuestion) {
  EXPECT_EQ(judged(question("11=o1|48=BTCUSDT|22=8|167=FUT|60=20261122-17:09:31.000|38=1|40=2|44=1|59=1|")),
            "accepted");
}

TEST_P(Dictionary, TakesEveryFieldItDeclares) {
  const std::set<int> in_groups = {448, 447, 452, 802, 523, 803, 625, 137, 138, 139};
  const auto dictionary = dictionary_text(GetParam());
  for (const auto& [msg_type, fields] : dictionary.messages) {
    std::string least = "35=" + msg_type + "|" + kHeader;
    std::vector<std::string> more = {""};
    const auto rows = dictionary.rows(msg_type);
    for (const auto& [tag, field] : rows) {
      if (in_groups.contains(tag) || (tag == 336 && rows.contains(386))) continue;
      std::string text = std::to_string(tag) + "=" + sample(tag, field.type) + "|";
      if (tag == 453) text += "448=DESK|447=D|452=11|802=1|523=x|803=4|";
      if (tag == 386) text += rows.contains(625) ? "336=1|625=2|" : "336=1|";
      if (tag == 136) text += "137=-0.1|138=USDT|139=4|";
      field.required == "Y" ? void(least += text) : more.push_back(text);
    }
    for (const auto& text : more) EXPECT_EQ(judged(least + text), "accepted") << least + text;
  }
}

TEST_P(Dictionary, DeclaresOurOwnFields) {
  const auto fields = dictionary_text(GetParam()).rows("8");
  for (const int tag : {25001, 25009, 25016, 25017, 25018, 25056, 25101, 25102, 25103, 25104, 25105, 25106,
                        25107, 25108, 25109, 1109}) {
    EXPECT_TRUE(fields.contains(tag)) << tag;
  }
}

TEST_P(Dictionary, TakesTheMessagesOfASession) {
  const std::string version = std::string(GetParam()) == "FIXT.1.1" ? "1137=9|" : "";
  EXPECT_EQ(judged(std::string("35=A|") + kHeader + "98=0|108=30|" + version), "accepted");
  EXPECT_EQ(judged(std::string("35=A|") + kHeader + "98=0|108=30|141=Y|553=oms|554=x|" + version),
            "accepted");
  EXPECT_EQ(judged(std::string("35=A|") + kHeader + "98=1|108=30|" + version), "value 98");
  for (const auto* rest : {"35=0|", "35=1|", "35=5|"}) {
    EXPECT_EQ(judged(std::string(rest) + kHeader + (rest[3] == '5' ? "58=bye|" : "112=x|")), "accepted")
        << rest;
  }
  EXPECT_EQ(judged(std::string("35=2|") + kHeader + "7=1|16=0|"), "accepted");
  EXPECT_EQ(judged(std::string("35=3|") + kHeader + "45=2|371=54|372=F|373=5|58=x|"), "accepted");
  EXPECT_EQ(judged(std::string("35=4|") + kHeader + "123=Y|36=9|"), "accepted");
}

TEST_P(Dictionary, KnowsTheTypesItRefuses) {
  for (const auto& [msg_type, fields] : dictionary_text(GetParam()).messages) {
    const bool name_only = fields.size() == 1 && fields[0].first == "ClOrdID";
    EXPECT_EQ(is_unsupported_type(GetParam(), msg_type), name_only) << "35=" << msg_type;
    if (name_only) {
      EXPECT_EQ(judged("35=" + msg_type + "|" + kHeader + "11=c1|"), "accepted") << msg_type;
    }
  }
  EXPECT_TRUE(is_unsupported_type(GetParam(), "E"));
  for (const auto* spoken : {"0", "1", "2", "3", "4", "5", "A", "D", "F", "G", "H", "8", "9", "j"}) {
    EXPECT_FALSE(is_unsupported_type(GetParam(), spoken)) << spoken;
  }
  for (const auto* unknown : {"", "ZZ", "I", "O", "U", "n", "f0"}) {
    EXPECT_FALSE(is_unsupported_type(GetParam(), unknown)) << unknown;
  }
}

// ---- what differs ----

TEST(Dictionaries, OfFixtAndFix50CallAFieldTheSame) {
  DictionaryText session;
  DictionaryText application;
  read_into(session, fixt11_xml());
  read_into(application, fix50sp2_xml());
  for (const auto& [name, field] : session.fields) {
    if (!application.fields.contains(name)) continue;
    EXPECT_EQ(application.fields.at(name), field) << name;
  }
}

TEST(Dictionaries, KnowTheTypesOfTheirTime) {
  EXPECT_FALSE(is_unsupported_type("FIX.4.2", "AE"));
  EXPECT_TRUE(is_unsupported_type("FIX.4.4", "AE"));
  EXPECT_FALSE(is_unsupported_type("FIX.4.4", "AF")) << "it is taken";
  EXPECT_FALSE(is_unsupported_type("FIX.4.4", "CA"));
  EXPECT_TRUE(is_unsupported_type("FIXT.1.1", "CA"));
  EXPECT_FALSE(is_unsupported_type("FIX.4.0", "E"));
  EXPECT_EQ(judged("FIX.4.2", std::string("35=AF|") + kHeader + "11=c1|"), "no such type");
}

TEST(Dictionaries, OfFix42NeedExecTransTypeAndAvgPx) {
  EXPECT_EQ(judged("FIX.4.2", report("20=0|150=4|39=4|6=0|")), "accepted");
  EXPECT_EQ(judged("FIX.4.2", report("150=4|39=4|6=0|")), "missing 20");
  EXPECT_EQ(judged("FIX.4.2", report("20=0|150=4|39=4|")), "missing 6");
  EXPECT_EQ(judged("FIX.4.2", report("20=4|150=4|39=4|6=0|")), "value 20");
  EXPECT_EQ(judged("FIX.4.2", report("20=3|150=2|39=2|6=1|")), "accepted");
}

TEST(Dictionaries, AnswerAStatusRequestInTheirOwnWay) {
  EXPECT_EQ(judged("FIX.4.2", report("20=3|150=I|39=0|6=0|")), "value 150");
  EXPECT_EQ(judged("FIX.4.4", report("150=I|39=0|6=0|790=q1|103=5|")), "accepted");
  EXPECT_EQ(judged("FIXT.1.1", report("150=I|39=0|790=q1|103=5|")), "accepted");
  EXPECT_EQ(judged("FIX.4.2", question("37=1|790=q1|")), "undefined 790");
}

TEST(Dictionaries, SayInTheirOwnWayWhatBecameOfAnOrder) {
  EXPECT_EQ(judged("FIX.4.2", report("20=0|150=2|39=2|6=1|32=1|31=1|12=0.1|13=3|25113=7|25114=BNB|25109=Y|")),
            "accepted");
  EXPECT_EQ(judged("FIX.4.2", report("20=0|150=F|39=2|6=1|")), "value 150");
  EXPECT_EQ(judged("FIX.4.4",
                   report("150=F|39=2|6=1|32=1|31=1|526=x|198=8|527=7|851=1|136=1|137=-0.1|138=BNB|139=4|")),
            "accepted");
  EXPECT_EQ(judged("FIX.4.4", report("150=1|39=1|6=1|")), "value 150");
  EXPECT_EQ(judged("FIX.4.4", report("150=L|39=0|6=0|")), "value 150");
  EXPECT_EQ(judged("FIX.4.4", report("150=5|39=5|6=0|")), "value 39");
  EXPECT_EQ(judged("FIXT.1.1", report("150=L|39=0|880=7|1057=Y|851=2|378=99|103=18|")), "accepted");
  EXPECT_EQ(judged("FIX.4.4", report("150=8|39=8|6=0|103=18|")), "value 103");
  EXPECT_EQ(judged("FIX.4.2", report("20=0|150=8|39=8|6=0|103=11|")), "value 103");
  EXPECT_EQ(judged("FIX.4.2", report("20=0|150=D|39=0|6=0|378=8|")), "value 378");
  for (const auto* version : kBeginStrings) {
    const std::string rest = std::string(version) == "FIX.4.2" ? "20=0|6=0|" : "6=0|";
    for (const auto* life : {"150=A|39=A|", "150=0|39=0|", "150=E|39=E|", "150=5|39=0|", "150=D|39=1|378=4|",
                             "150=C|39=C|25056=2|", "150=8|39=8|103=0|"}) {
      EXPECT_EQ(judged(version, report(rest + life)), "accepted") << version << life;
    }
  }
}

TEST(Dictionaries, NeedAvgPxUpToFix44) {
  EXPECT_EQ(judged("FIX.4.4", report("150=4|39=4|")), "missing 6");
  EXPECT_EQ(judged("FIXT.1.1", report("150=4|39=4|")), "accepted");
}

TEST(Dictionaries, NameTheTriggerPriceIn5Point0) {
  EXPECT_EQ(judged("FIXT.1.1", report("150=4|39=4|1100=4|1101=1|1102=65000|1107=2|167=FUT|")), "accepted");
  EXPECT_EQ(judged("FIXT.1.1", report("150=4|39=4|99=65000|")), "accepted");
  EXPECT_EQ(judged("FIX.4.4", report("150=4|39=4|6=0|99=65000|1107=2|")), "accepted");
  EXPECT_EQ(judged("FIX.4.4", report("150=4|39=4|6=0|1102=65000|")), "undefined 1102");
  EXPECT_EQ(judged("FIX.4.2", report("20=0|150=4|39=4|6=0|99=65000|1107=2|")), "undefined 1107");
}

TEST(Dictionaries, HaveTheirOwnReasonsForAReject) {
  EXPECT_EQ(judged("FIX.4.2", reject("41=o1|102=3|")), "accepted");
  EXPECT_EQ(judged("FIX.4.2", reject("41=o1|102=6|")), "value 102");
  EXPECT_EQ(judged("FIX.4.4", reject("41=o1|102=99|")), "accepted");
  EXPECT_EQ(judged("FIX.4.4", reject("41=o1|102=18|")), "value 102");
  EXPECT_EQ(judged("FIXT.1.1", reject("41=o1|102=18|")), "accepted");
  EXPECT_EQ(judged("FIX.4.2", business_reject("380=5|")), "accepted");
  EXPECT_EQ(judged("FIX.4.2", business_reject("380=6|")), "value 380");
  EXPECT_EQ(judged("FIX.4.4", business_reject("380=6|")), "accepted");
  EXPECT_EQ(judged("FIX.4.4", business_reject("380=18|")), "value 380");
  EXPECT_EQ(judged("FIXT.1.1", business_reject("380=18|")), "accepted");
  EXPECT_EQ(judged("FIX.4.2", std::string("35=3|") + kHeader + "45=2|373=13|"), "value 373");
}

TEST(Dictionaries, NeedOrigClOrdIdOnARejectUpToFix44) {
  EXPECT_EQ(judged("FIX.4.2", reject("102=1|")), "missing 41");
  EXPECT_EQ(judged("FIX.4.4", reject("102=1|")), "missing 41");
  EXPECT_EQ(judged("FIXT.1.1", reject("102=1|")), "accepted");
}

TEST(Dictionaries, KnowPartiesSinceFix44) {
  const auto* parties = "453=2|448=DESK|447=D|452=11|448=ME|447=D|452=12|802=1|523=x|803=4|461=FFXPXS|528=P|";
  EXPECT_EQ(judged("FIX.4.4", with(parties)), "accepted");
  EXPECT_EQ(judged("FIXT.1.1", with(parties)), "accepted");
  EXPECT_EQ(judged("FIX.4.2", with("453=1|448=DESK|447=D|452=11|")), "undefined 447");
  EXPECT_EQ(judged("FIX.4.2", with("109=DESK|76=ME|47=P|205=25|377=N|")), "accepted");
  EXPECT_EQ(judged("FIXT.1.1", with("1100=4|1101=1|1102=65000|1107=2|1109=U|")), "accepted");
}

TEST(Dictionaries, SayWhichFixTheySpeakOnlyInFixt) {
  const auto logon = [](const std::string& fields) { return std::string("35=A|") + kHeader + fields; };
  EXPECT_EQ(judged("FIXT.1.1", logon("98=0|108=30|")), "missing 1137");
  EXPECT_EQ(judged("FIXT.1.1", logon("98=0|108=30|1137=8|")), "value 1137");
  EXPECT_EQ(judged("FIXT.1.1", logon("98=0|108=30|1137=9|1407=1|1408=x|464=Y|")), "accepted");
  EXPECT_EQ(judged("FIX.4.4", logon("98=0|108=30|1137=9|")), "undefined 1137");
  EXPECT_EQ(judged("FIXT.1.1", std::string("35=H|1128=9|") + kHeader + "37=1|55=X|54=1|"), "accepted");
  EXPECT_EQ(judged("FIXT.1.1", std::string("35=H|1128=8|") + kHeader + "37=1|55=X|54=1|"), "value 1128");
}

TEST(Dictionaries, AreNamedWhenThereIsNoneFor) {
  try {
    const auto provider = make_provider("FIX.5.0SP2");
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(),
                testing::AllOf(testing::HasSubstr("FIX.5.0SP2"), testing::HasSubstr("FIXT.1.1")));
  }
}

}  // namespace
}  // namespace bridge::fix
