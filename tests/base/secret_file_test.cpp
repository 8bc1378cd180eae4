#include "base/secret_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace bridge {
namespace {

namespace fs = std::filesystem;

class SecretFile : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }
  [[nodiscard]] fs::path write(const std::string& text) const {
    std::ofstream(directory_ / "secret", std::ios::binary) << text;
    return directory_ / "secret";
  }
  [[nodiscard]] std::string why_not(const fs::path& file) const {
    const auto read = read_secret(file);
    EXPECT_EQ(read ? "" : read.error().why, why_unreadable(file));
    return read ? "" : read.error().why;
  }

  fs::path directory_ = fs::path(testing::TempDir()) / ("secret_file_" + std::to_string(getpid()));
};

TEST_F(SecretFile, IsReadWithoutTheLineBreaksAtItsEnd) {
  EXPECT_EQ(read_secret(write("abc\r\n\n"))->reveal(), "abc");
  EXPECT_EQ(read_secret(write("two\nlines"))->reveal(), "two\nlines");
}

TEST_F(SecretFile, ThatCannotBeReadSaysWhy) {
  EXPECT_EQ(why_not(directory_ / "none"), "No such file or directory");
  EXPECT_EQ(why_not(directory_), "not a regular file");
  EXPECT_EQ(why_not(write("")), "it is empty");
  EXPECT_EQ(why_not(write(std::string(16385, 'x'))), "larger than 16 KiB");
  EXPECT_EQ(read_secret(write("\n\n")).error().why, "it is empty");
}

TEST_F(SecretFile, IsOpenToAllOrNot) {
  const fs::path file = write("abc");
  fs::permissions(file, fs::perms::owner_read);
  EXPECT_FALSE(is_open_to_all(file));
  fs::permissions(file, fs::perms::owner_read | fs::perms::others_read);
  EXPECT_TRUE(is_open_to_all(file));
}

TEST(SecretForm, KnowsItsFlaws) {
  EXPECT_EQ(flaw_of("abc", SecretForm::Word), "");
  EXPECT_NE(flaw_of("a b", SecretForm::Word), "");
  EXPECT_EQ(flaw_of("-----BEGIN\r\nAAA\n", SecretForm::Pem), "");
  EXPECT_NE(flaw_of("a\x01", SecretForm::Pem), "");
  EXPECT_EQ(flaw_of("correct horse päss", SecretForm::Phrase), "");
  EXPECT_NE(flaw_of("two\nlines", SecretForm::Phrase), "");
}

}  // namespace
}  // namespace bridge
