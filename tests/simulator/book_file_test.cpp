#include "simulator/book_file.hpp"

#include "simulator/desk.hpp"
#include "simulator/mistake.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::SizeIs;

class BookOnDisk : public Desk {
 protected:
  ~BookOnDisk() override { std::filesystem::remove(path_); }

  [[nodiscard]] std::string text() const {
    std::ifstream in{path_, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  void write(const std::string& text) { std::ofstream{path_, std::ios::binary} << text; }
  [[nodiscard]] std::vector<json::object> lines() const {
    std::vector<json::object> all;
    std::istringstream in{text()};
    for (std::string line; std::getline(in, line);) all.push_back(json::parse(line).as_object());
    return all;
  }
  void witness(BookFile& file) {
    book_.set_witness([&file](const Change& change) { file.append(change); });
  }

  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("book-" + std::to_string(::getpid()) + ".jsonl");
};

TEST_F(BookOnDisk, HoldsEveryChangeBeforeItIsAnswered) {
  BookFile file{path_};
  witness(file);
  Order other = documented_order();
  other.order_id = 7;
  other.client_order_id = "seven";
  book_.put(other, kNow);
  ASSERT_EQ(ask(cancel("FIX-42.a_B")).at("status"), 200);
  ASSERT_EQ(code(ask(cancel("FIX-42.a_B"))), -2011);
  const auto written = lines();
  ASSERT_THAT(written, SizeIs(2));
  EXPECT_FALSE(written[0].contains("request"));
  EXPECT_EQ(written[0].at("order").at("clientOrderId"), "seven");
  EXPECT_EQ(written[1].at("at"), to_ms(kNow));
  EXPECT_EQ(written[1].at("request"), 1);
  EXPECT_EQ(written[1].at("order").at("orderId"), documented_order().order_id);
  EXPECT_EQ(written[1].at("order").at("status"), "CANCELED");
}

TEST_F(BookOnDisk, ComesBackAsItWas) {
  Order odd = documented_order();
  odd.order_id = 7;
  odd.client_order_id.clear();
  odd.status = "PARTIALLY_FILLED";  // of nothing: contradicts itself, and may
  odd.reduce_only = true;
  {
    BookFile file{path_};
    EXPECT_THAT(file.orders(), SizeIs(0));
    witness(file);
    book_.put(odd, kNow);
    book_.put(documented_order(), kNow);
    (void)ask(cancel("FIX-42.a_B"));
  }
  const BookFile again{path_};
  ASSERT_THAT(again.orders(), SizeIs(2));
  EXPECT_EQ(again.orders()[0].status, "PARTIALLY_FILLED");
  EXPECT_TRUE(again.orders()[0].reduce_only);
  EXPECT_EQ(again.orders()[0].time, odd.time);
  EXPECT_EQ(again.orders()[1].status, "CANCELED");
  EXPECT_EQ(again.orders()[1].update_time, to_ms(kNow));
}

TEST_F(BookOnDisk, CutsOffALineThatWasNotFinished) {
  {
    BookFile file{path_};
    witness(file);
    book_.put(documented_order(), kNow);
  }
  const std::string whole = text();
  write(whole + whole.substr(0, whole.size() / 2));
  EXPECT_THAT(BookFile{path_}.orders(), SizeIs(1));
  EXPECT_EQ(text(), whole);
}

TEST_F(BookOnDisk, NamesTheLineThatIsNotItsOwn) {
  write("{}\n");
  EXPECT_THAT(mistake_of([&] { BookFile{path_}; }), HasSubstr(path_.string() + ": line 1: must be {"));
  write(R"({"at":1,"order":{"symbol":"A","orderId":"x"}})"
        "\n");
  EXPECT_THAT(mistake_of([&] { BookFile{path_}; }), HasSubstr("line 1: order.orderId: must be an integer"));
  EXPECT_THAT(mistake_of([] { BookFile{"no/such/directory/book"}; }), HasSubstr("no/such/directory/book"));
}

TEST_F(BookOnDisk, IsNotChangedInMemoryWhenItCannotBeWritten) {
  book_.set_witness([](const Change&) { throw std::runtime_error("disk full"); });
  EXPECT_THAT(mistake_of([&] { (void)answer(cancel("FIX-42.a_B")); }), HasSubstr("disk full"));
  EXPECT_EQ(book_.find({.symbol = "ETHUSDT", .order_id = {}, .client_order_id = "FIX-42.a_B"})->status,
            "NEW");
}

}  // namespace
}  // namespace bridge::simulator::test
