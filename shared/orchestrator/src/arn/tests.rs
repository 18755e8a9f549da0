//! ARNs taken apart.

use super::*;

#[test]
fn arns_are_taken_apart() {
    let cases = [
        ("arn:aws:states:us-east-1:123456789012:execution:orders:one", Some(("orders", "one"))),
        ("arn:aws-cn:states:cn-north-1:123456789012:execution:orders:one", Some(("orders", "one"))),
        ("arn:aws:states:us-east-1:123456789012:execution:orders:one:more", Some(("orders", "one:more"))),
        ("arn:aws:states:us-east-1:123456789012:stateMachine:orders", None),
        ("arn:aws:states:us-east-1:123456789012:express:orders:one:id", None),
        ("arn:aws:states:us-east-1:123456789012:execution:orders", None),
        ("arn:aws:lambda:us-east-1:123456789012:execution:orders:one", None),
        ("arn:aws:states:us-east-1:123456789012:execution:", None),
        ("arn::states:us-east-1:123456789012:execution:orders:one", None),
        ("ARN:aws:states:us-east-1:123456789012:execution:orders:one", None),
        ("arn:aws:states", None),
        ("", None),
    ];
    for (text, expected) in cases {
        let expected = expected.map(|(machine, name)| ExecutionKey::new(machine, name));
        assert_eq!(execution_key(text), expected, "{text}");
    }
}

#[test]
fn what_is_made_is_taken_apart() {
    let place = Place {
        partition: "aws".to_owned(),
        region: "eu-central-1".to_owned(),
        account: "123456789012".to_owned(),
    };
    let key = ExecutionKey::new("orders", "one");
    let made = execution(&place, &key);
    assert_eq!(made, "arn:aws:states:eu-central-1:123456789012:execution:orders:one");
    assert_eq!(execution_key(&made), Some(key));
    let machine = parse(&state_machine(&place, "orders")).unwrap();
    assert_eq!(
        (machine.place, machine.resource_type.as_str(), machine.rest.as_str()),
        (place, "stateMachine", "orders")
    );
    assert_eq!(account("arn:aws:lambda:us-east-1:210987654321:function:f"), Some("210987654321"));
    assert_eq!(account("f"), None);
}
