//! An allocator that wipes memory before it gives it back.
//!
//! What a program frees stays readable until something else is written there, which can be never: a message that
//! was relayed hours ago lies in the heap for whoever gets to see it, in a core dump, in swap, through a bug that
//! reads too far. With [`Wiping`] around a program's allocator every block is zeros before it is free.
//!
//! - **Freeing** writes zeros over the whole block.
//! - **Growing and shrinking** always move to a new block and free the old one, wiped. The inner allocator's own
//!   `realloc` is never asked: it may move the bytes and leave the old ones where they were.
//! - **Stacks** keep what functions that have returned worked on. [`wipe_stack`] overwrites it.
//! - **What it can't reach**: registers, memory that C code took from its own allocator, and whatever the kernel
//!   holds.
//!
//! ```
//! use std::alloc::System;
//! use calln_wipe::Wiping;
//!
//! #[global_allocator]
//! static ALLOCATOR: Wiping<System> = Wiping::over(System);
//! # fn main() {}
//! ```

#![no_std]
#![expect(
    unsafe_code,
    reason = "`GlobalAlloc` is an unsafe trait; this crate is nothing but its implementation"
)]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::asm;
use core::ptr;

/// Wipes what `A` gets back.
#[derive(Debug, Default)]
pub struct Wiping<A>(A);

impl<A> Wiping<A> {
    /// An allocator that takes its memory from `inner`.
    pub const fn over(inner: A) -> Self {
        Self(inner)
    }
}

// SAFETY: every block comes from `A` and goes back to `A` with the layout that it was taken with, so `A` keeps the
// contract for us; wiping writes only inside of a block that the caller has just given up.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Wiping<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise about `layout` is the one that `A` asks for.
        unsafe { self.0.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as in `alloc`.
        unsafe { self.0.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller gives up a block of this layout that came from us, hence from `A`.
        unsafe {
            wipe(block, layout.size());
            self.0.dealloc(block, layout);
        }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller promises that `new_size` isn't zero and, rounded up to the alignment, fits an `isize`.
        // The new block is another one than the old, and both hold what is copied. The old one is given up only
        // if there is a new one.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(new_size, layout.align()));
            if !new.is_null() {
                ptr::copy_nonoverlapping(block, new, layout.size().min(new_size));
                self.dealloc(block, layout);
            }
            new
        }
    }
}

/// How far down the stack is wiped: more than a server's tasks reach. Without optimization, frames are many times as
/// large.
const STACK: usize = if cfg!(debug_assertions) { 512 << 10 } else { 64 << 10 };

/// Overwrites what functions that have returned left on this thread's stack. For a thread that is about to wait.
#[inline(never)]
pub fn wipe_stack() {
    let mut left_behind = [0_u8; STACK];
    core::hint::black_box(&mut left_behind);
}

/// Writes zeros that the compiler can't leave out, though nobody reads them.
///
/// # Safety
/// `block` must be valid for writes of `size` bytes.
#[inline]
unsafe fn wipe(block: *mut u8, size: usize) {
    // SAFETY: as promised. The assembly is empty and touches nothing; to the compiler it may read the block.
    unsafe {
        ptr::write_bytes(block, 0, size);
        asm!("/* {0} */", in(reg) block, options(nostack, preserves_flags));
    }
}
