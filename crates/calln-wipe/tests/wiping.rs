//! What the inner allocator gets back, whatever a program does: zeros.

#![expect(unsafe_code, reason = "an allocator is called through an unsafe trait")]
#![expect(clippy::undocumented_unsafe_blocks, reason = "each block keeps the layout that it was made with")]
#![expect(clippy::panic, reason = "a step that fails is a test that fails")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};
use std::slice;

use calln_wipe::Wiping;
use proptest::prelude::*;

/// Looks at every block that comes back.
#[derive(Default)]
struct Inspector {
    returned: RefCell<Vec<usize>>,
    dirty: Cell<usize>,
    exhausted: Cell<bool>,
}

unsafe impl GlobalAlloc for &Inspector {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if self.exhausted.get() {
            return std::ptr::null_mut();
        }
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let bytes = unsafe { slice::from_raw_parts(block, layout.size()) };
        self.dirty.set(self.dirty.get() + bytes.iter().filter(|byte| **byte != 0).count());
        self.returned.borrow_mut().push(layout.size());
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, _: *mut u8, _: Layout, _: usize) -> *mut u8 {
        panic!("may leave the old bytes behind")
    }
}

/// A block in use, filled with a byte that isn't zero.
struct Block {
    at: *mut u8,
    layout: Layout,
    fill: u8,
}

impl Block {
    /// Whether the first `size` bytes hold what they should.
    fn holds(&self, size: usize) -> bool {
        all(self.at, size, self.fill)
    }
}

fn all(at: *mut u8, size: usize, byte: u8) -> bool {
    unsafe { slice::from_raw_parts(at, size) }.iter().all(|it| *it == byte)
}

#[derive(Clone, Debug)]
enum Step {
    Take { size: usize, align: u32, zeroed: bool, fill: u8 },
    Resize { which: prop::sample::Index, size: usize },
    Give { which: prop::sample::Index },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1..20_000_usize, 0..8_u32, any::<bool>(), 1..=255_u8)
            .prop_map(|(size, align, zeroed, fill)| Step::Take { size, align, zeroed, fill }),
        (any::<prop::sample::Index>(), 1..20_000_usize)
            .prop_map(|(which, size)| Step::Resize { which, size }),
        any::<prop::sample::Index>().prop_map(|which| Step::Give { which }),
    ]
}

proptest! {
    #[test]
    fn p08_whatever_a_program_does_memory_goes_back_as_zeros(steps in prop::collection::vec(step(), 1..60)) {
        let inspector = Inspector::default();
        let allocator = Wiping::over(&inspector);
        let mut blocks: Vec<Block> = Vec::new();
        for step in steps {
            match step {
                Step::Take { size, align, zeroed, fill } => {
                    let layout = Layout::from_size_align(size, 1 << align).unwrap();
                    let at = unsafe { if zeroed { allocator.alloc_zeroed(layout) } else { allocator.alloc(layout) } };
                    prop_assert_eq!(at.addr() % layout.align(), 0);
                    prop_assert!(!zeroed || all(at, size, 0));
                    unsafe { at.write_bytes(fill, size) };
                    blocks.push(Block { at, layout, fill });
                }
                Step::Resize { which, size } if !blocks.is_empty() => {
                    let block = which.get(&blocks).at;
                    let block = blocks.iter_mut().find(|it| it.at == block).unwrap();
                    let kept = size.min(block.layout.size());
                    block.at = unsafe { allocator.realloc(block.at, block.layout, size) };
                    block.layout = Layout::from_size_align(size, block.layout.align()).unwrap();
                    prop_assert_eq!(block.at.addr() % block.layout.align(), 0);
                    prop_assert!(block.holds(kept));
                    unsafe { block.at.write_bytes(block.fill, size) };
                }
                Step::Give { which } if !blocks.is_empty() => {
                    let block = blocks.swap_remove(which.index(blocks.len()));
                    unsafe { allocator.dealloc(block.at, block.layout) };
                }
                Step::Resize { .. } | Step::Give { .. } => {}
            }
            prop_assert!(blocks.iter().all(|block| block.holds(block.layout.size())));
        }
        for block in blocks {
            unsafe { allocator.dealloc(block.at, block.layout) };
        }
        prop_assert_eq!(inspector.dirty.get(), 0);
    }
}

#[test]
fn a_resize_that_finds_no_memory_leaves_the_block_as_it_was() {
    let inspector = Inspector::default();
    let allocator = Wiping::over(&inspector);
    let layout = Layout::from_size_align(64, 8).unwrap();
    let at = unsafe { allocator.alloc(layout) };
    unsafe { at.write_bytes(7, 64) };
    inspector.exhausted.set(true);
    assert!(unsafe { allocator.realloc(at, layout, 1 << 20) }.is_null());
    assert!(all(at, 64, 7));
    assert!(inspector.returned.borrow().is_empty());
    unsafe { allocator.dealloc(at, layout) };
    assert_eq!((&**inspector.returned.borrow(), inspector.dirty.get()), (&[64][..], 0));
}
