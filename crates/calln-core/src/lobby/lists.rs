//! Many first-in-first-out lists over one store of nodes; any node leaves its list in constant time.

use super::slab::Slab;

/// No node.
pub(super) const NIL: u32 = u32::MAX;

/// An owner's place in one list.
#[derive(Clone, Copy)]
pub(super) struct Node {
    /// Grows along the list.
    pub(super) key: u64,
    pub(super) owner: u32,
    pub(super) list: u32,
    pub(super) prev: u32,
    pub(super) next: u32,
    /// Another node of the same owner, or [`NIL`].
    pub(super) sibling: u32,
}

impl Default for Node {
    fn default() -> Self {
        Self { key: 0, owner: NIL, list: NIL, prev: NIL, next: NIL, sibling: NIL }
    }
}

#[derive(Clone, Copy)]
struct List {
    head: u32,
    tail: u32,
    len: u32,
}

pub(super) struct Lists {
    lists: Vec<List>,
    nodes: Slab<Node>,
}

impl Lists {
    pub(super) fn new(lists: usize) -> Self {
        Self { lists: vec![List { head: NIL, tail: NIL, len: 0 }; lists], nodes: Slab::new() }
    }

    pub(super) fn head(&self, list: usize) -> u32 {
        self.lists[list].head
    }

    pub(super) fn len(&self, list: usize) -> u32 {
        self.lists[list].len
    }

    pub(super) fn node(&self, node: u32) -> &Node {
        &self.nodes[node]
    }

    /// Appends a node; `key` must be no smaller than the last one's.
    pub(super) fn push(&mut self, list: u32, key: u64, owner: u32, sibling: u32) -> u32 {
        let prev = self.lists[list as usize].tail;
        let node = self.nodes.insert(Node { key, owner, list, prev, next: NIL, sibling });
        let ends = &mut self.lists[list as usize];
        ends.tail = node;
        ends.len += 1;
        if prev == NIL {
            ends.head = node;
        } else {
            self.nodes[prev].next = node;
        }
        node
    }

    /// Takes a node out and gives what it held.
    pub(super) fn unlink(&mut self, node: u32) -> Node {
        let node = self.nodes.remove(node);
        let ends = &mut self.lists[node.list as usize];
        ends.len -= 1;
        if node.prev == NIL {
            ends.head = node.next;
        } else {
            self.nodes[node.prev].next = node.next;
        }
        let ends = &mut self.lists[node.list as usize];
        if node.next == NIL {
            ends.tail = node.prev;
        } else {
            self.nodes[node.next].prev = node.prev;
        }
        node
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.lists.iter().all(|l| l.head == NIL && l.tail == NIL && l.len == 0)
    }
}
