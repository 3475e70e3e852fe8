#include "shared/safetensors.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "shared/float16.hpp"
#include "shared/json.hpp"

namespace ganvas {
namespace {

struct DTypeName {
  DType dtype;
  const char* name;
  std::size_t bytes;
};
// The order is that of the enumeration.
constexpr DTypeName dtypes[] = {
    {DType::F32, "F32", 4}, {DType::F16, "F16", 2}, {DType::I64, "I64", 8}, {DType::U8, "U8", 1}, {DType::I8, "I8", 1}};

struct Extent {
  std::uint64_t begin, end;
  const std::string* name;
};

Result<DType> read_dtype(const JsonValue& json, const std::string& where) {
  std::string known;
  for (const auto& dtype : dtypes) {
    if (json.IsString() && view_of(json) == dtype.name) return dtype.dtype;
    known += text(known.empty() ? "" : ", ", dtype.name);
  }
  return fail(where, " has dtype ", to_text(json), ", this reader knows ", known);
}

// The product of the axes times the element's size, or a refusal before it overflows.
Result<std::uint64_t> byte_count(const std::vector<std::int64_t>& shape, DType dtype, const std::string& where) {
  std::uint64_t bytes = bytes_of(dtype);
  for (std::int64_t n : shape) {
    if (n != 0 && bytes > std::numeric_limits<std::uint64_t>::max() / static_cast<std::uint64_t>(n))
      return fail(where, " has shape ", to_text(shape), ", more bytes than 64 bits count");
    bytes *= static_cast<std::uint64_t>(n);
  }
  return bytes;
}

Status read_tensor(const JsonValue& json, const std::string& where, std::span<const std::byte> data, TensorView& tensor,
                   Extent& extent) {
  ObjectReader reader(json, where);
  const JsonValue* dtype = reader.take("dtype", any);
  const JsonValue* shape = reader.take("shape", any);
  const JsonValue* offsets = reader.take("data_offsets", any);
  GANVAS_CHECK(reader.finish());
  GANVAS_TRY(tensor.dtype, read_dtype(*dtype, where));
  std::vector<long long> axes, range;
  GANVAS_CHECK(read_json(*shape, where + " shape", at_least(0), axes));
  GANVAS_CHECK(read_json(*offsets, where + " data_offsets", at_least(0), range));
  tensor.shape.assign(axes.begin(), axes.end());
  if (range.size() != 2) return fail(where, " has ", range.size(), " data_offsets, wants two: begin and end");
  extent.begin = static_cast<std::uint64_t>(range[0]);
  extent.end = static_cast<std::uint64_t>(range[1]);
  if (extent.begin > extent.end || extent.end > data.size())
    return fail(where, " has data_offsets [", extent.begin, ",", extent.end, "], the file holds ", data.size(),
                " bytes of data; it is truncated or damaged, fetch it again");
  GANVAS_TRY(const std::uint64_t wanted, byte_count(tensor.shape, tensor.dtype, where));
  if (wanted != extent.end - extent.begin)
    return fail(where, " has ", extent.end - extent.begin, " bytes, ", name_of(tensor.dtype), " ",
                to_text(tensor.shape), " wants ", wanted);
  tensor.data = data.subspan(extent.begin, wanted);
  return Done{};
}

Status read_metadata(const JsonValue& json, std::map<std::string, std::string>& metadata) {
  if (!json.IsObject()) return fail("__metadata__ must be an object, found ", to_text(json));
  for (const auto& member : json.GetObject()) {
    if (!member.value.IsString())
      return fail("__metadata__ '", view_of(member.name), "' must be a text, found ", to_text(member.value));
    metadata.emplace(view_of(member.name), view_of(member.value));
  }
  return Done{};
}

// Tensors must cover the data without holes or overlaps: what nobody names could be anything.
Status check_cover(std::vector<Extent>& extents, std::uint64_t size) {
  // By a heap, which a page gets in half the size.
  std::partial_sort(extents.begin(), extents.end(), extents.end(), [](const Extent& a, const Extent& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  std::uint64_t expected = 0;
  for (const Extent& extent : extents) {
    if (extent.begin < expected)
      return fail("tensor '", *extent.name, "' begins at byte ", extent.begin,
                  ", inside the tensor before it, which ends at ", expected);
    if (extent.begin > expected)
      return fail("a hole of ", extent.begin - expected, " bytes before tensor '", *extent.name, "'");
    expected = extent.end;
  }
  if (expected != size) return fail(size - expected, " bytes after the last tensor; the file must end where it ends");
  return Done{};
}

}  // namespace

const char* name_of(DType dtype) { return dtypes[static_cast<std::size_t>(dtype)].name; }
std::size_t bytes_of(DType dtype) { return dtypes[static_cast<std::size_t>(dtype)].bytes; }

std::string to_text(const std::vector<std::int64_t>& shape) {
  std::string joined = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) joined += text(i ? "," : "", shape[i]);
  return joined + "]";
}

Status read_safetensors(std::span<const std::byte> bytes, TensorFile& file) {
  if (bytes.size() < 8) return fail(bytes.size(), " bytes, too short for a safetensors file");
  std::uint64_t header_size = 0;
  std::memcpy(&header_size, bytes.data(), 8);  // a little-endian number, as those of every machine we know
  if (header_size > largest_header)
    return fail("claims a header of ", header_size, " bytes, the limit is ", largest_header,
                "; this is no safetensors file");
  if (header_size > bytes.size() - 8)
    return fail("claims a header of ", header_size, " bytes, ", bytes.size() - 8,
                " follow; it is truncated, fetch it again");
  const std::string_view header(reinterpret_cast<const char*>(bytes.data()) + 8, header_size);
  if (header.empty() || header.front() != '{') return fail("the header must start with '{'");
  GANVAS_TRY(const auto& json, parse_json(header, "header"));

  const auto data = bytes.subspan(8 + header_size);
  std::vector<Extent> extents;
  for (const auto& member : json.GetObject()) {
    const std::string name(view_of(member.name));
    if (name == "__metadata__") {
      GANVAS_CHECK(read_metadata(member.value, file.metadata));
      continue;
    }
    auto& [key, tensor] = *file.tensors.try_emplace(name).first;
    extents.push_back({0, 0, &key});
    GANVAS_CHECK(read_tensor(member.value, text("tensor '", key, "'"), data, tensor, extents.back()));
  }
  return check_cover(extents, data.size());
}

Result<TensorFile> parse_safetensors(std::span<const std::byte> bytes, const std::string& file) {
  TensorFile result;
  if (const auto status = read_safetensors(bytes, result); !status) return fail(file, ": ", status.message());
  return result;
}

std::vector<std::byte> to_safetensors(const std::map<std::string, TensorView>& tensors,
                                      const std::map<std::string, std::string>& metadata) {
  std::vector<const std::pair<const std::string, TensorView>*> order;
  for (const auto& entry : tensors) order.push_back(&entry);
  // Wide elements first, so that each tensor starts at a multiple of its element's size.
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return bytes_of(a->second.dtype) > bytes_of(b->second.dtype); });

  rapidjson::StringBuffer buffer;
  JsonWriter writer(buffer);
  writer.StartObject();
  writer.Key("__metadata__");
  writer.StartObject();
  for (const auto& [key, value] : metadata) {
    writer.Key(key.c_str());
    write_json(writer, value);
  }
  writer.EndObject();
  std::size_t offset = 0;
  for (const auto* entry : order) {
    const auto& [name, tensor] = *entry;
    writer.Key(name.c_str());
    writer.StartObject();
    writer.Key("dtype");
    writer.String(name_of(tensor.dtype));
    writer.Key("shape");
    writer.StartArray();
    for (std::int64_t n : tensor.shape) writer.Int64(n);
    writer.EndArray();
    writer.Key("data_offsets");
    writer.StartArray();
    writer.Uint64(offset);
    writer.Uint64(offset += tensor.data.size());
    writer.EndArray();
    writer.EndObject();
  }
  writer.EndObject();
  std::string header(buffer.GetString(), buffer.GetSize());
  header.append((8 - header.size() % 8) % 8, ' ');  // the data begin at a multiple of 8

  std::vector<std::byte> bytes(8 + header.size() + offset);
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::byte>(header.size() >> (8 * i));
  std::memcpy(bytes.data() + 8, header.data(), header.size());
  std::byte* end = bytes.data() + 8 + header.size();
  for (const auto* entry : order) end = std::copy(entry->second.data.begin(), entry->second.data.end(), end);
  return bytes;
}

std::vector<float> to_floats(const TensorView& tensor) {
  std::vector<float> values(tensor.data.size() / bytes_of(tensor.dtype));
  if (tensor.dtype == DType::F32) {
    std::memcpy(values.data(), tensor.data.data(), values.size() * sizeof(float));
  } else {
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::uint16_t half;
      std::memcpy(&half, tensor.data.data() + 2 * i, sizeof half);
      values[i] = float_from_half(half);
    }
  }
  return values;
}

std::vector<float> weights_of(const TensorFile& file, const std::string& name) {
  const TensorView& tensor = file.tensors.find(name)->second;
  if (tensor.dtype != DType::I8) return to_floats(tensor);
  const std::vector<float> scales = to_floats(file.tensors.find(name + scale_ending)->second);
  std::vector<float> values(tensor.data.size());
  const std::byte* from = tensor.data.data();
  float* to = values.data();
  for (const float scale : scales)
    for (const float* end = to + values.size() / scales.size(); to != end; ++to, ++from)
      *to = static_cast<float>(static_cast<std::int8_t>(*from)) * scale;
  return values;
}

}  // namespace ganvas
