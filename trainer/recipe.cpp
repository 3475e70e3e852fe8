#include "trainer/recipe.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "shared/files.hpp"
#include "shared/shapes.hpp"
#include "trainer/data_set.hpp"
#include "trainer/image_folder.hpp"
#include "trainer/stacked_mnist.hpp"
#include "trainer/utf8.hpp"

namespace ganvas::train {
namespace {

// Puts "a.b=value" into the document; a key that the recipe does not know is refused later, by the description.
Status apply_setting(rapidjson::Document& document, const std::string& setting) {
  const auto equals = setting.find('=');
  if (equals == std::string::npos || equals == 0) return fail("--set ", setting, ": wants key=value");
  if (!is_utf8(setting)) return fail("--set ", setting, ": is no UTF-8, as a recipe's texts are; rename what it names");
  const std::string path = setting.substr(0, equals), value = setting.substr(equals + 1);
  JsonValue* place = &document;
  for (std::size_t begin = 0; begin <= path.size();) {
    const auto end = std::min(path.find('.', begin), path.size());
    const std::string key = path.substr(begin, end - begin);
    if (place->IsArray()) {
      const bool number = !key.empty() && key.size() < 6 && key.find_first_not_of("0123456789") == std::string::npos;
      const unsigned index = number ? static_cast<unsigned>(std::stoul(key)) : place->Size();
      if (index >= place->Size())
        return fail("--set ", setting, ": '", key, "' is no place in a list of ", place->Size());
      place = &(*place)[index];
    } else {
      if (!place->IsObject()) return fail("--set ", setting, ": there is nothing below '", path.substr(0, begin), "'");
      if (!place->HasMember(key.c_str())) {
        place->AddMember(JsonValue(key.c_str(), document.GetAllocator()), JsonValue(rapidjson::kObjectType),
                         document.GetAllocator());
      }
      place = &(*place)[key.c_str()];
    }
    begin = end + 1;
  }
  rapidjson::Document parsed;
  parsed.Parse(value.c_str());
  if (parsed.HasParseError())  // a bare word is a text
    place->SetString(value.c_str(), document.GetAllocator());
  else if (parsed.IsDouble() && parsed.GetDouble() == std::trunc(parsed.GetDouble()) &&
           std::abs(parsed.GetDouble()) < 1e15)
    place->SetInt64(static_cast<std::int64_t>(parsed.GetDouble()));  // steps=2e4
  else {
    GANVAS_CHECK(parse_json(value, "--set " + setting));  // an object that names a key twice
    place->CopyFrom(parsed, document.GetAllocator());
  }
  return Done{};
}

void flatten(const JsonValue& json, const std::string& path, std::map<std::string, std::string>& leaves) {
  if (json.IsObject()) {
    for (const auto& member : json.GetObject())
      flatten(member.value, path.empty() ? member.name.GetString() : path + "." + member.name.GetString(), leaves);
  } else if (json.IsArray()) {
    for (unsigned i = 0; i < json.Size(); ++i) flatten(json[i], text(path, ".", i), leaves);
  } else {
    leaves[path] = to_text(json);
  }
}

std::map<std::string, std::string> leaves_of(const Recipe& recipe) {
  rapidjson::Document document;
  document.Parse(to_json(recipe).c_str());
  std::map<std::string, std::string> leaves;
  flatten(document, "", leaves);
  return leaves;
}

bool says(const JsonValue& json, const char* key, const char* value) {
  return json.IsObject() && json.HasMember(key) && json[key] == value;
}

// What a layer is where there are no labels to tell apart.
void without_labels(JsonValue& layer, rapidjson::Document& document) {
  const auto becomes = [&](const char* type) { layer["type"].SetString(type, document.GetAllocator()); };
  layer.RemoveMember("num_classes");
  if (says(layer, "type", ConditionalBatchNorm::name)) becomes(BatchNorm::name);
  if (says(layer, "type", LabelProjection::name)) {
    becomes(Linear::name);
    layer.AddMember("out_features", 1, document.GetAllocator());
  }
}

// A recipe for any image folder may leave the number of labels to the data, "num_classes": "label folders"; of a folder
// without them, or with one, it makes an unconditional GAN. A classifier's last layer has as many "out_features"; there
// a folder with fewer than two is refused when it is read.
void fill_in_labels(JsonValue& json, int count, rapidjson::Document& document) {
  if (says(json, "num_classes", "label folders")) {
    if (says(document, "kind", spelling(ModelKind::conditional_gan)) && count < 2)
      document["kind"].SetString(spelling(ModelKind::gan), document.GetAllocator());
    if (count < 2) return without_labels(json, document);
    json["num_classes"].SetInt(count);
  }
  if (says(json, "out_features", "label folders")) json["out_features"].SetInt(std::max(count, 2));
  if (json.IsArray())
    for (JsonValue& element : json.GetArray()) fill_in_labels(element, count, document);
  if (json.IsObject())
    for (auto& [name, value] : json.GetObject()) fill_in_labels(value, count, document);
}

std::string image_folder_in(const rapidjson::Document& document) {
  const bool there = document.IsObject() && document.HasMember("image_folder") && document["image_folder"].IsString();
  return there ? document["image_folder"].GetString() : "";
}

// Images seen: an untrained generator changes fast, a trained one slowly.
const std::vector<long long> usual_snapshots{1000, 10000, 100000, 1000000};

}  // namespace

Result<Recipe> parse_recipe(std::string_view json, const std::string& where, const std::vector<std::string>& settings) {
  GANVAS_TRY(auto document, parse_json(json, where));
  for (const std::string& setting : settings) GANVAS_CHECK(apply_setting(document, setting));
  fill_in_labels(document, count_label_folders(image_folder_in(document)), document);
  Recipe recipe;
  GANVAS_CHECK(read_json(document, where, any, recipe));
  const bool draws = is_generative(recipe.kind) || recipe.kind == ModelKind::super_resolution;
  if (draws && !document.HasMember("snapshots")) recipe.snapshots = usual_snapshots;
  if (auto status = check_recipe(recipe); !status) return fail(where, ": ", status.message());
  return recipe;
}

Result<Recipe> load_recipe(const std::string& name_or_file, const std::filesystem::path& recipes,
                           const std::vector<std::string>& settings) {
  std::filesystem::path path = name_or_file;
  std::error_code error;
  // A data set's folder of the same name is no recipe.
  if (!std::filesystem::exists(path, error) || std::filesystem::is_directory(path, error))
    path = recipes / (name_or_file + ".json");
  if (!std::filesystem::exists(path, error)) {
    std::string known;
    for (const auto& entry : std::filesystem::directory_iterator(recipes, error))
      known += text(" ", entry.path().stem().string());
    return fail("no recipe '", name_or_file, "' and no such file; recipes in ", recipes.string(), ":",
                known.empty() ? " none" : known);
  }
  GANVAS_TRY(const auto bytes, read_file(path));
  return parse_recipe({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path.string(), settings);
}

// The network that meets whole images.
const Network& image_reader(const Recipe& recipe) {
  if (recipe.kind == ModelKind::classifier) return recipe.classifier;
  if (recipe.kind == ModelKind::encoder) return recipe.encoder;
  return recipe.levels.empty() ? recipe.discriminator : recipe.levels.back().discriminator;
}

DataChoice data_choice(const Recipe& recipe) {
  const Network& reader = image_reader(recipe);
  DataChoice choice{recipe.data_set, recipe.image_folder, reader.input, 0};
  if (const auto known = find_data_set(recipe.data_set); known && !(*known)->image.empty()) {
    choice.image = (*known)->image;
    choice.labels = static_cast<int>((*known)->label_names.size());
  } else if (recipe.kind == ModelKind::classifier) {
    const auto shapes = shapes_after(reader, "classifier");
    if (shapes && shapes->back().size() == 1) choice.labels = shapes->back()[0];
  } else {
    for (const Network* network : {&recipe.generator, &recipe.discriminator})
      if (const auto labels = label_count(*network, ""); labels) choice.labels = std::max(choice.labels, *labels);
  }
  return choice;
}

bool measures_frechet(const Recipe& recipe) {
  return is_generative(recipe.kind) && recipe.data_set != stacked_name && recipe.metric_ticks > 0;
}

std::vector<std::string> differences(const Recipe& run, const Recipe& now) {
  const auto before = leaves_of(run), after = leaves_of(now);
  std::vector<std::string> lines;
  for (const auto& [key, value] : before) {
    const auto other = after.find(key);
    if (other == after.end() || other->second != value)
      lines.push_back(text(key, ": the run has ", value, ", now ", other == after.end() ? "nothing" : other->second));
  }
  for (const auto& [key, value] : after)
    if (!before.contains(key)) lines.push_back(text(key, ": the run has nothing, now ", value));
  return lines;
}

long long images_seen(const Recipe& recipe, long long steps) {
  const Schedule& s = recipe.schedule;
  const long long batches = s.unit == Unit::steps ? std::max(s.discriminator, s.generator) : 1;
  return steps * batches * recipe.batch_size;
}

}  // namespace ganvas::train
