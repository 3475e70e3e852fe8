// write_generators LIST RECIPES OUT: the benchmark's generators as weights files with random weights,
// OUT/NAME.safetensors. LIST (generators.json) names each one's recipe, a file RECIPES/NAME.json, or holds its network.
#include <cstdio>

#include "shared/files.hpp"
#include "shared/json.hpp"
#include "tests/random_model.hpp"

namespace ganvas::testing {
namespace {

struct Entry {
  std::string name, recipe;
  Network network;
};
template <class V>
void describe(V& visit, Entry& entry) {
  visit("name", entry.name);
  visit("recipe", entry.recipe, optional);
  visit("network", entry.network, optional);
}

Result<std::string> read_text(const std::filesystem::path& path) {
  GANVAS_TRY(const auto bytes, read_file(path));
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Result<Network> network_of(const Entry& entry, const std::filesystem::path& recipes) {
  if (entry.recipe.empty()) return entry.network;
  const auto path = recipes / (entry.recipe + ".json");
  GANVAS_TRY(const std::string json, read_text(path));
  GANVAS_TRY(const auto recipe, parse_json(json, path.string()));
  const auto generator = recipe.FindMember("generator");
  if (generator == recipe.MemberEnd()) return fail(path.string(), ": has no generator");
  Network network;
  GANVAS_CHECK(read_json(generator->value, path.string() + ".generator", any, network));
  return network;
}

Status write_generators(const std::filesystem::path& list, const std::filesystem::path& recipes,
                        const std::filesystem::path& out) {
  GANVAS_TRY(const std::string json, read_text(list));
  GANVAS_TRY(const auto entries, from_json<std::vector<Entry>>(json, list.string()));
  for (const Entry& entry : entries) {
    GANVAS_TRY(const Network network, network_of(entry, recipes));
    RandomModel model = random_model(network, 7);
    model.card.name = entry.name;
    GANVAS_CHECK(write_file(out / (entry.name + ".safetensors"), model.bytes()));
  }
  return Done{};
}

}  // namespace
}  // namespace ganvas::testing

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto status = ganvas::testing::write_generators(argv[1], argv[2], argv[3]);
  if (!status) std::fprintf(stderr, "write_generators: %s\n", status.message().c_str());
  return status ? 0 : 2;
}
