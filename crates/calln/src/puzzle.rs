//! Proofs of work: puzzles, and whether they are solved. When one is asked for is `calln_core::moderation`'s to say.
//!
//! A puzzle is signed under a secret that belongs to one connection and is drawn anew for each proof that is looked at.
//! So a solution is good on that connection alone and once, and nothing has to be remembered of those that were used.

use std::time::{SystemTime, UNIX_EPOCH};

use altcha::{CreateChallengeOptions, VerifySolutionOptions, create_challenge, verify_solution};
use calln_wire::proof::{Challenge, Parameters, Proof};
use zeroize::Zeroizing;

use crate::defaults::{PUZZLE_LIFE, PUZZLE_PREFIX, PUZZLE_ROUNDS};
use crate::random;

const ALGORITHM: &str = "PBKDF2/SHA-256";
/// Bytes of the derived key, of which the prefix is what matters.
const KEY_BYTES: u32 = 32;

/// A connection's puzzles.
#[derive(Default)]
pub(crate) struct Puzzle {
    /// What they are signed under; none while none is out.
    secret: Option<Zeroizing<String>>,
}

/// A proof that proves nothing. Why is of no use to an honest caller, who gets a new puzzle by asking.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this doesn't solve the puzzle, or not any more; ask again for a new one")]
pub(crate) struct BadProof;

impl Puzzle {
    /// A new puzzle, to be solved within [`PUZZLE_LIFE`] from `now` on.
    #[expect(clippy::expect_used, reason = "fails only for a prefix that isn't hex or an unknown algorithm")]
    pub(crate) fn set(&mut self, now: SystemTime) -> Challenge {
        let secret = self.secret.get_or_insert_with(|| Zeroizing::new(hex(random::bytes())));
        let expires = now + PUZZLE_LIFE;
        let expires = expires.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let made = create_challenge(CreateChallengeOptions {
            algorithm: ALGORITHM.to_owned(),
            cost: PUZZLE_ROUNDS,
            expires_at: Some(i64::try_from(expires).unwrap_or(i64::MAX)),
            hmac_signature_secret: Some(secret.to_string()),
            key_length: KEY_BYTES as usize,
            key_prefix: PUZZLE_PREFIX.to_owned(),
            ..CreateChallengeOptions::default()
        })
        .expect("the puzzle's parameters are constants");
        let altcha::ChallengeParameters { algorithm, cost, key_prefix, nonce, salt, expires_at, .. } =
            made.parameters;
        let expires_at = expires_at.unwrap_or_default();
        let parameters =
            Parameters { algorithm, cost, expires_at, key_length: KEY_BYTES, key_prefix, nonce, salt };
        Challenge { parameters, signature: made.signature.unwrap_or_default() }
    }

    /// Looks at a proof; right or wrong, the puzzles so far are void.
    pub(crate) fn check(&mut self, proof: Proof) -> Result<(), BadProof> {
        let secret = self.secret.take().ok_or(BadProof)?;
        let Proof { challenge: Challenge { parameters, signature }, solution } = proof;
        let Parameters { algorithm, cost, expires_at, key_length, key_prefix, nonce, salt } = parameters;
        let challenge = altcha::Challenge {
            parameters: altcha::ChallengeParameters {
                algorithm,
                cost,
                data: None,
                expires_at: Some(expires_at),
                key_length: key_length as usize,
                key_prefix,
                key_signature: None,
                memory_cost: None,
                nonce,
                parallelism: None,
                salt,
            },
            signature: Some(signature),
        };
        let solution =
            altcha::Solution { counter: solution.counter, derived_key: solution.derived_key, time: None };
        // The signature is looked at before anything is derived: nobody else's parameters cost anything here.
        let checked = verify_solution(VerifySolutionOptions::new(&challenge, &solution, secret.as_str()));
        checked.is_ok_and(|checked| checked.verified).then_some(()).ok_or(BadProof)
    }
}

fn hex(bytes: [u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use altcha::{SolveChallengeOptions, solve_challenge};
    use calln_wire::proof::Solution;

    use super::*;

    /// Something that somebody may do to a proof.
    type Change = fn(&mut Proof);

    /// Solves it as any client would, from its JSON alone.
    fn solve(challenge: &Challenge) -> Proof {
        let json = serde_json::to_string(challenge).unwrap();
        let read: altcha::Challenge = serde_json::from_str(&json).unwrap();
        let solved = solve_challenge(SolveChallengeOptions::new(&read)).unwrap().unwrap();
        let solution = Solution { counter: solved.counter, derived_key: solved.derived_key };
        Proof { challenge: challenge.clone(), solution }
    }

    #[test]
    fn a_solution_is_good_once() {
        let mut puzzle = Puzzle::default();
        let proof = solve(&puzzle.set(SystemTime::now()));
        assert_eq!(puzzle.check(proof.clone()), Ok(()));
        assert_eq!(puzzle.check(proof.clone()), Err(BadProof), "shown again");
        puzzle.set(SystemTime::now());
        assert_eq!(puzzle.check(proof), Err(BadProof), "shown again for another puzzle");
    }

    #[test]
    fn a_solution_is_good_on_its_own_connection_and_in_time() {
        let (mut puzzle, mut other) = (Puzzle::default(), Puzzle::default());
        other.set(SystemTime::now());
        assert_eq!(other.check(solve(&puzzle.set(SystemTime::now()))), Err(BadProof), "another connection's");
        let late = puzzle.set(SystemTime::now() - PUZZLE_LIFE - Duration::from_secs(1));
        assert_eq!(puzzle.check(solve(&late)), Err(BadProof), "too late");
        let last = puzzle.set(SystemTime::now() - PUZZLE_LIFE + Duration::from_secs(60));
        assert_eq!(puzzle.check(solve(&last)), Ok(()));
    }

    #[test]
    fn nothing_that_was_changed_is_believed() {
        let mut puzzle = Puzzle::default();
        let changes: [(&str, Change); 7] = [
            ("easier", |proof| proof.challenge.parameters.cost = 1),
            ("shorter", |proof| proof.challenge.parameters.key_prefix = String::new()),
            ("longer-lived", |proof| proof.challenge.parameters.expires_at += 3_600),
            ("another nonce", |proof| proof.challenge.parameters.nonce = "00".repeat(16)),
            ("unsigned", |proof| proof.challenge.signature = String::new()),
            ("another counter", |proof| proof.solution.counter ^= 1),
            ("another key", |proof| proof.solution.derived_key = PUZZLE_PREFIX.repeat(20)),
        ];
        for (what, change) in changes {
            let mut proof = solve(&puzzle.set(SystemTime::now()));
            change(&mut proof);
            assert_eq!(puzzle.check(proof), Err(BadProof), "{what}");
        }
    }
}
