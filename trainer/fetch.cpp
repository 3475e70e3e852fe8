#include "trainer/fetch.hpp"

#include <openssl/evp.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

extern char** environ;

namespace ganvas::train {

Sha256::Sha256() : context_(EVP_MD_CTX_new(), [](void* c) { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(c)); }) {
  EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_.get()), EVP_sha256(), nullptr);
}

void Sha256::add(std::span<const std::byte> bytes) {
  EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_.get()), bytes.data(), bytes.size());
}

std::string Sha256::hex() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_.get()), digest, &size);
  std::string digits;
  for (unsigned i = 0; i < size; ++i) {
    char pair[3];
    std::snprintf(pair, sizeof pair, "%02x", digest[i]);
    digits += pair;
  }
  return digits;
}

std::string sha256_of(std::span<const std::byte> bytes) {
  Sha256 sha256;
  sha256.add(bytes);
  return sha256.hex();
}

Result<std::string> sha256_of_file(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) return fail(path.string(), ": cannot open: ", std::strerror(errno));
  Sha256 sha256;
  std::vector<std::byte> part(1 << 20);
  while (const std::size_t count = std::fread(part.data(), 1, part.size(), file.get()))
    sha256.add(std::span(part).first(count));
  if (std::ferror(file.get())) return fail(path.string(), ": cannot read: ", std::strerror(errno));
  return sha256.hex();
}

Status run_program(const std::vector<std::string>& words, const std::string& cure) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0)
    return fail("cannot start ", words[0], "; install it", cure);
  int code = 0;
  while (waitpid(child, &code, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(code) || WEXITSTATUS(code) != 0) return fail(words[0], " failed");
  return Done{};
}

Status download(const std::string& address, const std::filesystem::path& to) {
  auto status =
      run_program({"curl", "--fail", "--location", "--silent", "--show-error", "--output", to.string(), address},
                  ", or pass files that you have with --from DIR");
  if (!status) return fail(address, ": ", status.message());
  return status;
}

}  // namespace ganvas::train
