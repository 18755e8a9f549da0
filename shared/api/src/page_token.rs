//! Page tokens: where a listing goes on. A token is good for the action and the filter it was made for, and for 24
//! hours. It is opaque but no secret, and its check sum no signature: a forged one shows nothing that the same request
//! without a token would not show, since what is listed follows from the request alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use stepwell_journal::store::{Cursor, Key};

use crate::fault::Fault;
use crate::limits::{PAGE_TOKEN_BYTES_MAX, PAGE_TOKEN_MS};

/// Bytes of the check sum. Ours: enough against mistakes.
const CHECK_BYTES: usize = 9;

/// What is listed: the action and everything in the request that says which entries and in which order, but for the
/// size of the page.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'l> {
    /// Name of the action.
    pub action: &'l str,
    /// Its filter; a part that is absent is an empty text.
    pub filter: &'l [&'l str],
}

impl Listing<'_> {
    /// The token for going on behind `cursor`. An invalid-token fault if the cursor is too long for one.
    pub fn token(&self, cursor: &[&str], now_ms: u64) -> Result<String, Fault> {
        let body = json!([now_ms.saturating_add(PAGE_TOKEN_MS), cursor]).to_string();
        let token = BASE64.encode([self.check(&body).as_slice(), body.as_bytes()].concat());
        if token.len() > PAGE_TOKEN_BYTES_MAX {
            return Err(Fault::world(&"the position in the list does not fit into a page token".to_owned()));
        }
        Ok(token)
    }

    /// The cursor of a token.
    ///
    /// # Errors
    /// `InvalidToken` for anything but an unexpired token of this listing.
    pub fn cursor(&self, token: &str, now_ms: u64) -> Result<Vec<String>, Fault> {
        self.read(token, now_ms).ok_or_else(Fault::invalid_token)
    }

    /// The token for going on behind a place in the list index.
    pub fn token_at(&self, place: &Cursor, now_ms: u64) -> Result<String, Fault> {
        let index_sort = place.index_sort.as_deref().unwrap_or_default();
        self.token(&[&place.key.partition, &place.key.sort, index_sort], now_ms)
    }

    /// The place in the list index that a token names.
    ///
    /// # Errors
    /// `InvalidToken`, see [`Listing::cursor`].
    pub fn place(&self, token: &str, now_ms: u64) -> Result<Cursor, Fault> {
        let parts: Result<[String; 3], _> = self.cursor(token, now_ms)?.try_into();
        let [partition, sort, index_sort] = parts.map_err(|_| Fault::invalid_token())?;
        Ok(Cursor { key: Key::new(partition, sort), index_sort: Some(index_sort) })
    }

    fn read(&self, token: &str, now_ms: u64) -> Option<Vec<String>> {
        if token.len() > PAGE_TOKEN_BYTES_MAX {
            return None;
        }
        let bytes = BASE64.decode(token).ok()?;
        let (check, body) = bytes.split_at_checked(CHECK_BYTES)?;
        let body = std::str::from_utf8(body).ok()?;
        if self.check(body) != check {
            return None;
        }
        let value: Value = serde_json::from_str(body).ok()?;
        if value.get(0)?.as_u64()? < now_ms {
            return None;
        }
        value.get(1)?.as_array()?.iter().map(|part| part.as_str().map(str::to_owned)).collect()
    }

    fn check(&self, body: &str) -> Vec<u8> {
        let bound = json!(["stepwell page token 1", self.action, self.filter, body]).to_string();
        Sha256::digest(bound.as_bytes())[..CHECK_BYTES].to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTING: Listing<'_> = Listing { action: "ListExecutions", filter: &["arn", "RUNNING"] };

    #[test]
    fn a_token_gives_its_cursor_back_for_24_hours() {
        for cursor in [&["a"][..], &[], &["x\ny", "\"ü", ""]] {
            let token = LISTING.token(cursor, 1_000).unwrap();
            assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{token}");
            assert_eq!(LISTING.cursor(&token, 1_000).unwrap(), cursor);
            assert_eq!(LISTING.cursor(&token, 1_000 + PAGE_TOKEN_MS).unwrap(), cursor);
            assert_eq!(LISTING.cursor(&token, 1_001 + PAGE_TOKEN_MS), Err(Fault::invalid_token()));
        }
    }

    #[test]
    fn a_token_is_good_for_its_own_listing_alone() {
        let token = LISTING.token(&["a"], 0).unwrap();
        let others = [
            Listing { action: "GetExecutionHistory", filter: &["arn", "RUNNING"] },
            Listing { action: "ListExecutions", filter: &["arn", ""] },
            Listing { action: "ListExecutions", filter: &["arnR", "UNNING"] },
            Listing { action: "ListExecutions", filter: &["arn", "RUNNING", ""] },
        ];
        for other in others {
            assert_eq!(other.cursor(&token, 0), Err(Fault::invalid_token()), "{other:?}");
        }
    }

    #[test]
    fn anything_else_is_no_token() {
        let token = LISTING.token(&["a"], 0).unwrap();
        let long = "A".repeat(5_000);
        for bad in ["", "x", "xxxxxxxxxxxxxxxxxxxx", "é", &token[1..], &token[..token.len() - 2], &long] {
            assert_eq!(LISTING.cursor(bad, 0), Err(Fault::invalid_token()), "{bad}");
        }
    }

    #[test]
    fn a_cursor_that_fits_no_token_is_told() {
        assert!(LISTING.token(&[&"x".repeat(2_000)], 0).is_err());
    }
}
