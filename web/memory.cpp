// malloc and free of the module, in a seventh of the smallest of Emscripten's. What is given back serves the next wish
// for about as much: an engine asks for the same sizes over and over. Nothing is joined or cut, so that both take no
// search.
#include <cstddef>
#include <cstdint>
#include <new>

namespace {

// A block's first eight bytes: its class while it is used, the next one of its class while it is free.
struct Block {
  union {
    std::size_t size_class;
    Block* next;
  };
  std::size_t unused;
};

// Classes hold 4, 5, 6, 7, 8, 10, 12, 14, 16, … times eight bytes: a quarter is wasted at the most.
constexpr std::size_t page = 1 << 16, largest = std::size_t{1} << 30, classes = 112;
std::size_t bytes_of(std::size_t size_class) { return (4 + size_class % 4) << (size_class / 4 + 3); }

Block* free_blocks[classes];
std::uintptr_t unused_from;  // the memory that no block ever had

}  // namespace

extern "C" char __heap_base;

extern "C" void* malloc(std::size_t size) {
  if (size > largest) return nullptr;
  std::size_t size_class = 0;
  while (bytes_of(size_class) < size + sizeof(Block)) ++size_class;
  Block* block = free_blocks[size_class];
  if (block) {
    free_blocks[size_class] = block->next;
  } else {
    if (unused_from == 0) unused_from = reinterpret_cast<std::uintptr_t>(&__heap_base);
    const std::uintptr_t from = unused_from, to = from + bytes_of(size_class);
    const std::size_t pages = __builtin_wasm_memory_size(0), wanted = (to + page - 1) / page;
    // An eighth more than was asked for: to grow is slow.
    if (wanted > pages && __builtin_wasm_memory_grow(0, wanted - pages + pages / 8) == SIZE_MAX &&
        __builtin_wasm_memory_grow(0, wanted - pages) == SIZE_MAX)
      return nullptr;
    unused_from = to;
    block = reinterpret_cast<Block*>(from);
  }
  block->size_class = size_class;
  return block + 1;
}

extern "C" void free(void* memory) {
  if (!memory) return;
  Block* block = static_cast<Block*>(memory) - 1;
  const std::size_t size_class = block->size_class;
  block->next = free_blocks[size_class];
  free_blocks[size_class] = block;
}
