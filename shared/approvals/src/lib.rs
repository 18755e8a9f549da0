//! Approvals by e-mail: requests, links, policies, mails and pages without JavaScript.
