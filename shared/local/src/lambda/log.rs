//! What a function prints: each line goes to the server's log with the function's name, the last bytes are kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};

use crate::limits::{LOG_LINE_BYTES_MAX, LOG_TAIL_BYTES};

/// The last bytes of a log.
#[derive(Clone, Default)]
pub(super) struct Tail(Arc<Mutex<VecDeque<u8>>>);

impl Tail {
    /// Forgets everything; a new invocation begins.
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What is kept, oldest first.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    fn add(&self, bytes: &[u8]) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(bytes);
        let surplus = kept.len().saturating_sub(LOG_TAIL_BYTES);
        kept.drain(..surplus);
    }
}

/// Forwards a stream of a process until it ends.
pub(super) async fn forward(stream: impl AsyncRead + Unpin, function: String, tail: Tail) {
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut reader).take(LOG_LINE_BYTES_MAX).read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {
                tail.add(&line);
                let text = String::from_utf8_lossy(&line);
                tracing::info!(target: "stepwell::function", %function, "{}", text.trim_end());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LOG_TAIL_BYTES, Tail};

    #[test]
    fn only_the_last_bytes_are_kept() {
        let tail = Tail::default();
        tail.add(&[b'a'; LOG_TAIL_BYTES]);
        tail.add(b"end\n");
        let bytes = tail.bytes();
        assert_eq!(bytes.len(), LOG_TAIL_BYTES);
        assert!(bytes.ends_with(b"aend\n"));
        tail.clear();
        assert!(tail.bytes().is_empty());
    }
}
