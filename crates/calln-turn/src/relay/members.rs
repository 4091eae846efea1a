//! Who may use the relay, and who belongs with whom.

use std::collections::HashMap;

/// Most users of one party. Two are enough for two callers; each that has lost its connection and come back adds one, and
/// keeps what it had for the time being.
const MAX_USERS: usize = 16;

/// Which party a user is in: a number that no other party of this relay has had.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct PartyId(u64);

/// The users that are admitted, and the parties that some of them form.
///
/// Memory is bounded by who admits: one entry for each user, and one for each party that has a user in it.
#[derive(Default)]
pub(super) struct Members {
    users: HashMap<Box<str>, Member>,
    parties: HashMap<Box<str>, Party>,
    last: u64,
}

#[derive(Default)]
struct Member {
    /// The party's name and number.
    party: Option<(Box<str>, PartyId)>,
    /// Goes when its party does.
    leaves: bool,
}

struct Party {
    id: PartyId,
    users: Vec<Box<str>>,
}

impl Members {
    /// Serves this user from now on.
    pub(super) fn admit(&mut self, user: &str) {
        self.users.entry(user.into()).or_default();
    }

    pub(super) fn knows(&self, user: &str) -> bool {
        self.users.contains_key(user)
    }

    /// The party that the user is in.
    pub(super) fn party_of(&self, user: &str) -> Option<PartyId> {
        Some(self.users.get(user)?.party.as_ref()?.1)
    }

    /// Puts a user into a party, out of any other. The party comes into being with its first user. None, and nothing is
    /// done, where the user isn't admitted. [`surplus`](Self::surplus) says who has to make room.
    pub(super) fn join(&mut self, user: &str, party: &str) -> Option<PartyId> {
        if !self.knows(user) {
            return None;
        }
        self.quit(user);
        self.last += 1;
        let fresh = PartyId(self.last);
        let entry = self.parties.entry(party.into()).or_insert(Party { id: fresh, users: Vec::new() });
        let id = entry.id;
        entry.users.push(user.into());
        self.users.get_mut(user)?.party = Some((party.into(), id));
        Some(id)
    }

    /// Forgets the user of a party that has too many who has been in it for longest among those who are to leave.
    pub(super) fn surplus(&mut self, party: &str) -> Option<Box<str>> {
        let Self { users, parties, .. } = self;
        let within = &mut parties.get_mut(party).filter(|party| party.users.len() > MAX_USERS)?.users;
        let leaves = |user: &str| users.get(user).is_some_and(|member| member.leaves);
        let surplus = within.remove(within.iter().position(|user| leaves(user))?);
        self.users.remove(&surplus);
        Some(surplus)
    }

    /// Ends a party, and says who was in it and whether that user goes with it.
    pub(super) fn dissolve(&mut self, party: &str) -> Vec<(Box<str>, bool)> {
        let users = self.parties.remove(party).map_or_else(Vec::new, |party| party.users);
        users
            .into_iter()
            .filter_map(|user| {
                let member = self.users.get_mut(&user)?;
                member.party = None;
                let leaves = member.leaves;
                if leaves {
                    self.users.remove(&user);
                }
                Some((user, leaves))
            })
            .collect()
    }

    /// Forgets a user, at once or, where it is in a party, with that party. Says whether it was at once.
    pub(super) fn leave(&mut self, user: &str) -> bool {
        match self.users.get_mut(user) {
            Some(member) if member.party.is_some() => {
                member.leaves = true;
                false
            }
            Some(_) => self.users.remove(user).is_some(),
            None => false,
        }
    }

    /// Takes a user out of its party.
    fn quit(&mut self, user: &str) {
        let Some((party, _)) = self.users.get_mut(user).and_then(|member| member.party.take()) else {
            return;
        };
        if let Some(left) = self.parties.get_mut(&party) {
            left.users.retain(|other| **other != *user);
            if left.users.is_empty() {
                self.parties.remove(&party);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_leaves_in_a_party_is_known_until_it_ends() {
        let mut members = Members::default();
        members.admit("a");
        members.admit("b");
        assert_eq!(members.party_of("a"), None);
        let party = members.join("a", "call");
        assert!(party.is_some() && members.join("b", "call") == party);
        assert!(!members.leave("a"));
        assert!(members.knows("a") && members.party_of("a") == party);
        assert_eq!(members.dissolve("call"), [("a".into(), true), ("b".into(), false)]);
        assert!(!members.knows("a") && members.knows("b"));
        assert_eq!(members.party_of("b"), None);
        assert!(members.leave("b"));
        assert!(members.users.is_empty() && members.parties.is_empty());
    }

    #[test]
    fn who_comes_back_again_and_again_leaves_no_crowd_behind() {
        let mut members = Members::default();
        members.admit("partner");
        members.join("partner", "call");
        for n in 0..100 {
            let user = format!("u{n}");
            members.admit(&user);
            members.join(&user, "call");
            while members.surplus("call").is_some() {}
            members.leave(&user);
        }
        assert_eq!(members.users.len(), MAX_USERS);
        assert!(members.knows("partner") && members.knows("u99") && !members.knows("u0"));
    }

    #[test]
    fn a_user_is_in_one_party_at_a_time_and_a_name_used_again_is_another_party() {
        let mut members = Members::default();
        assert_eq!(members.join("a", "one"), None, "nobody has admitted it");
        members.admit("a");
        let first = members.join("a", "one");
        let second = members.join("a", "two");
        assert!(first != second && members.parties.len() == 1);
        members.dissolve("two");
        assert_ne!(members.join("a", "two"), second);
        assert!(members.dissolve("one").is_empty());
    }
}
