//! The fields that lead data through a state, in JSONPath mode.

use crate::transcript::check_outcome;
use crate::world::Act::Gives;
use crate::world::{World, one};

const INPUT: &str = r#"{"a":{"b":1},"l":[1,2,3],"s":"x"}"#;

#[test]
fn fields_of_pass() {
    let cases = [
        (r#""Type":"Pass""#, INPUT),
        (r#""Type":"Pass","InputPath":"$.a""#, r#"{"b":1}"#),
        (r#""Type":"Pass","InputPath":null"#, "{}"),
        (r#""Type":"Pass","OutputPath":"$.l[1]""#, "2"),
        (r#""Type":"Pass","OutputPath":null"#, "{}"),
        (r#""Type":"Pass","InputPath":"$.l[*]""#, "[1,2,3]"),
        (r#""Type":"Pass","InputPath":"$.none[*]""#, "[]"),
        (r#""Type":"Pass","InputPath":"$$.Execution.Name""#, r#""e""#),
        (r#""Type":"Pass","Result":{"p.$":"$.a","q":"$.x"}"#, r#"{"p.$":"$.a","q":"$.x"}"#),
        (r#""Type":"Pass","Result":7,"ResultPath":"$.a.c""#, r#"{"a":{"b":1,"c":7},"l":[1,2,3],"s":"x"}"#),
        (
            r#""Type":"Pass","Result":7,"ResultPath":"$.x.y""#,
            r#"{"a":{"b":1},"l":[1,2,3],"s":"x","x":{"y":7}}"#,
        ),
        (r#""Type":"Pass","Result":7,"ResultPath":"$.l[0]""#, r#"{"a":{"b":1},"l":[7,2,3],"s":"x"}"#),
        (r#""Type":"Pass","Result":7,"ResultPath":null"#, INPUT),
        (r#""Type":"Pass","Result":7,"ResultPath":"$""#, "7"),
        (
            r#""Type":"Pass","Parameters":{"p.$":"$.a.b","q":"$.a","r":[{"t.$":"$.s"}]}"#,
            r#"{"p":1,"q":"$.a","r":[{"t":"x"}]}"#,
        ),
        (
            r#""Type":"Pass","InputPath":"$.a","Parameters":{"p.$":"$"},"ResultPath":"$.s""#,
            r#"{"a":{"b":1},"l":[1,2,3],"s":{"p":{"b":1}}}"#,
        ),
        (r#""Type":"Pass","InputPath":"$.a","ResultPath":"$.n","OutputPath":"$.n.b""#, "1"),
        (r#""Type":"Succeed","InputPath":"$.a","OutputPath":"$.b""#, "1"),
        (r#""Type":"Succeed","InputPath":null"#, "{}"),
        (r#""Type":"Wait","Seconds":0,"InputPath":"$.a","OutputPath":"$.b""#, "1"),
    ];
    for (fields, output) in cases {
        check_outcome(&one(fields), INPUT, World::default(), &format!("SUCCEEDED {output}"));
    }
}

#[test]
fn fields_of_task() {
    let function = r#""Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f""#;
    let cases = [
        ("", r#"{"r":[5]}"#),
        (r#","ResultSelector":{"x.$":"$.r[0]","n.$":"$$.State.Name"}"#, r#"{"x":5,"n":"S"}"#),
        (r#","ResultSelector":{"x.$":"$.r[0]"},"ResultPath":"$.s","OutputPath":"$.s.x""#, "5"),
        (r#","ResultPath":null"#, INPUT),
        (r#","InputPath":"$.a","ResultPath":"$.a""#, r#"{"a":{"r":[5]},"l":[1,2,3],"s":"x"}"#),
    ];
    for (fields, output) in cases {
        let world = World::answering(&[("S", &[(0, Gives(r#"{"r":[5]}"#))])]);
        check_outcome(&one(&format!("{function}{fields}")), INPUT, world, &format!("SUCCEEDED {output}"));
    }
}

#[test]
fn fields_of_parallel_and_map() {
    let branch = r#"{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}"#;
    let other = r#"{"StartAt":"C","States":{"C":{"Type":"Pass","Result":0,"End":true}}}"#;
    let parallel = format!(r#""Type":"Parallel","Branches":[{branch},{other}]"#);
    let map = format!(r#""Type":"Map","ItemProcessor":{branch}"#);
    let cases = [
        (format!(r#"{parallel},"InputPath":"$.a""#), r#"[{"b":1},0]"#),
        (format!(r#"{parallel},"Parameters":{{"p.$":"$.s"}}"#), r#"[{"p":"x"},0]"#),
        (format!(r#"{parallel},"ResultSelector":{{"z.$":"$[1]"}}"#), r#"{"z":0}"#),
        (format!(r#"{parallel},"ResultPath":"$.a","OutputPath":"$.a[1]""#), "0"),
        (format!(r#"{map},"ItemsPath":"$.l""#), "[1,2,3]"),
        (format!(r#"{map},"InputPath":"$.l""#), "[1,2,3]"),
        (
            format!(
                r#"{map},"ItemsPath":"$.l","MaxConcurrency":1,"ItemSelector":{{"i.$":"$$.Map.Item.Index","v.$":"$$.Map.Item.Value","s.$":"$.s","t":"$.s"}},"OutputPath":"$[2]""#
            ),
            r#"{"i":2,"v":3,"s":"x","t":"$.s"}"#,
        ),
        (
            format!(r#"{map},"ItemsPath":"$.l","ResultSelector":{{"n.$":"$.length()"}},"ResultPath":"$.l""#),
            r#"{"a":{"b":1},"l":{"n":3},"s":"x"}"#,
        ),
        (
            format!(r#"{map},"ItemsPath":"$.l","Parameters":{{"v.$":"$$.Map.Item.Value"}}"#),
            r#"[{"v":1},{"v":2},{"v":3}]"#,
        ),
    ];
    for (fields, output) in cases {
        check_outcome(&one(&fields), INPUT, World::default(), &format!("SUCCEEDED {output}"));
    }
}

#[test]
fn choices() {
    let cases = [
        (r#""Variable":"$.s","StringEquals":"x""#, true),
        (r#""Variable":"$.s","StringMatches":"*x*""#, true),
        (r#""Variable":"$.s","StringLessThan":"y""#, true),
        (r#""Variable":"$.a.b","NumericEquals":1.0"#, true),
        (r#""Variable":"$.a.b","NumericGreaterThanEqualsPath":"$.l[1]""#, false),
        (r#""Variable":"$.a.b","StringEquals":"1""#, false),
        (r#""Variable":"$.none","IsPresent":false"#, true),
        (r#""And":[{"Variable":"$.none","IsPresent":true},{"Variable":"$.none","IsNull":true}]"#, false),
        (r#""Or":[{"Variable":"$.s","IsString":true},{"Variable":"$.none","IsNull":true}]"#, true),
        (r#""Not":{"Variable":"$.s","IsNumeric":true}"#, true),
        (r#""Variable":"$$.Execution.Name","StringEquals":"e""#, true),
        (r#""Variable":"$$.Execution.StartTime","TimestampEquals":"2026-01-02T04:04:05.678+01:00""#, true),
        (r#""Variable":"$.s","TimestampEquals":"2026-01-02T04:04:05.678+01:00""#, false),
    ];
    for (rule, matches) in cases {
        let definition = format!(
            r#"{{"StartAt":"S","States":{{"S":{{"Type":"Choice","Choices":[{{{rule},"Next":"Y"}}],"Default":"N","OutputPath":"$.s"}},
            "Y":{{"Type":"Pass","Result":true,"End":true}},"N":{{"Type":"Pass","Result":false,"End":true}}}}}}"#
        );
        check_outcome(&definition, INPUT, World::default(), &format!("SUCCEEDED {matches}"));
    }
}
