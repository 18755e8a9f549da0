//! What a machine finds in a page of an approval: forms with what is filled in beforehand, and decisions that are shown.

/// The proof that a form carries; empty if there is no form.
pub(crate) fn nonce(html: &str) -> String {
    let fields = forms(html).into_iter().flatten();
    fields.into_iter().find(|(name, _)| name == "nonce").map(|(_, value)| value).unwrap_or_default()
}

/// The fields of each form as a browser would send them if nobody touched it.
pub(crate) fn forms(html: &str) -> Vec<Vec<(String, String)>> {
    let forms = html.split("<form").skip(1);
    forms.map(|rest| preselected(rest.split("</form>").next().unwrap_or_default())).collect()
}

fn preselected(form: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for tag in form.split('<') {
        let Some(inside) = tag.split('>').next() else { continue };
        let Some(name) = attribute(inside, "name") else { continue };
        let kind = attribute(inside, "type").unwrap_or_default();
        let is_choice = kind == "radio" || kind == "checkbox";
        if !is_choice || inside.split_whitespace().any(|word| word.starts_with("checked")) {
            fields.push((name, attribute(inside, "value").unwrap_or_default()));
        }
    }
    fields
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    Some(rest.split('"').next()?.to_owned())
}

/// The fields as a body.
pub(crate) fn body(fields: &[(String, String)]) -> String {
    let parts: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    parts.join("&")
}

/// Decisions that a page shows: who, and `APPROVED` or `REJECTED`.
pub(crate) fn decisions(html: &str) -> Vec<(&str, &'static str)> {
    let items = html.split("<li>").skip(1);
    let mut found = Vec::new();
    for item in items {
        let mut words = item.split_whitespace();
        match (words.next(), words.next()) {
            (Some(who), Some("approved")) => found.push((who, "APPROVED")),
            (Some(who), Some("rejected")) => found.push((who, "REJECTED")),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_sent_as_it_stands() {
        let html = r#"<form method="post"><input type="hidden" name="nonce" value="n1"><div>
            <input type="radio" name="decision" id="approve" value="approve" required>
            <input type="radio" name="decision" id="reject" value="reject" checked></div>
            <textarea id="comment" name="comment" maxlength="10"></textarea><button type="submit">Send</button></form>"#;
        assert_eq!(nonce(html), "n1");
        let sent: Vec<String> = forms(html).iter().map(|fields| body(fields)).collect();
        assert_eq!(sent, ["nonce=n1&decision=reject&comment="]);
        assert_eq!(nonce("<p>nothing</p>"), "");
    }

    #[test]
    fn decisions_are_read_from_the_list() {
        let html = "<ul>\n<li>ada@example.org approved on 1 May.</li>\n<li>bob@example.org rejected on</li><li>x</li></ul>";
        assert_eq!(decisions(html), [("ada@example.org", "APPROVED"), ("bob@example.org", "REJECTED")]);
    }
}
