//! Runs cases recorded on the real service against a server.
