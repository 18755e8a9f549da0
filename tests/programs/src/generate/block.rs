//! Blocks of flow: Pass, Wait, loops, and what ends a machine.

use serde_json::{Value, json};

use super::{Block, LOOP, Maker, NEXT, Spot, link, members};

impl Maker<'_> {
    /// Any block.
    pub(super) fn block(&mut self, spot: &mut Spot) -> Block {
        let joins = if spot.depth < self.shape.nesting && self.left > 2 && !spot.is_bare {
            self.shape.joins
        } else {
            0
        };
        let tasks = if spot.is_bare { 0 } else { 48 };
        let loops = if spot.is_bare { 0 } else { 6 };
        match self.chance.weighted(&[18, 11, 17, tasks, loops, joins]) {
            0 => self.pass(spot),
            1 => self.wait(),
            2 => self.choice(spot),
            3 => self.task(spot),
            4 => self.repeated(spot),
            _ => self.join(spot),
        }
    }

    fn pass(&mut self, spot: &mut Spot) -> Block {
        let name = self.name("Pass");
        let at = format!("r{}", self.number());
        let place = format!("$.{at}");
        let bare = u64::from(!spot.is_bare);
        let mut state = match self.chance.weighted(&[3, 2 * bare, 2 * bare, bare, bare, 1]) {
            0 => json!({ "Type": "Pass", "Result": self.literal(), "ResultPath": place }),
            1 => json!({ "Type": "Pass", "ResultPath": place,
                "Parameters": { "n.$": "$.n", "fixed": [true, { "a.$": "$.s" }], "from": "here" } }),
            2 => json!({ "Type": "Pass", "InputPath": "$.deep", "ResultPath": place,
                "Parameters": { "y.$": "$.x.y", "z.$": "$.z[1]", "run.$": "$$.Execution.Name" } }),
            3 => json!({ "Type": "Pass", "InputPath": "$.list[*].n", "ResultPath": format!("{place}.all") }),
            4 => json!({ "Type": "Pass", "ResultPath": "$", "Parameters": {
                "at.$": "$.at", "n.$": "$.n", "s.$": "$.s", "b.$": "$.b", "when.$": "$.when", "sec.$": "$.sec",
                "width.$": "$.width", "list.$": "$.list", "deep.$": "$.deep" } }),
            _ => json!({ "Type": "Pass", "Result": "unseen", "ResultPath": null }),
        };
        if self.is_bad() {
            match self.chance.below(3) {
                0 => state = json!({ "Type": "Pass", "InputPath": "$.nowhere" }),
                1 => state = json!({ "Type": "Pass", "InputPath": "$.deep.x.no.further" }),
                _ => state = json!({ "Type": "Pass", "Parameters": { "bad.$": "$.nowhere.at.all" } }),
            }
        }
        state["Next"] = json!(NEXT);
        spot.results.push(at);
        vec![(name, members(state))]
    }

    /// A value of any type.
    pub(super) fn literal(&mut self) -> Value {
        match self.chance.below(7) {
            0 => json!(null),
            1 => json!(self.chance.below(100)),
            2 => json!(self.chance.below(100) as f64 / 8.0),
            3 => json!(self.chance.percent(50)),
            4 => json!(self.chance.pick(&["", "word", "ünï", "2026-01-01T00:00:00Z"])),
            5 => json!([self.chance.below(9), "two", { "three": 3 }]),
            _ => json!({ "v": self.chance.below(20), "deeper": { "list": [] } }),
        }
    }

    fn wait(&mut self) -> Block {
        let name = self.name("Wait");
        let seconds = self.seconds();
        let state = match self.chance.weighted(&[8, 2, 1, 1]) {
            0 => json!({ "Type": "Wait", "Seconds": seconds, "Next": NEXT }),
            1 if self.is_bad() => json!({ "Type": "Wait", "SecondsPath": "$.s", "Next": NEXT }),
            1 => json!({ "Type": "Wait", "SecondsPath": "$$.Execution.Input.sec", "Next": NEXT }),
            2 => json!({ "Type": "Wait", "TimestampPath": "$$.Execution.Input.when", "Next": NEXT }),
            _ => {
                let at = self.shape.now_ms / 1_000 - 3_600 + self.seconds();
                json!({ "Type": "Wait", "Timestamp": super::instant(at), "Next": NEXT })
            }
        };
        vec![(name, members(state))]
    }

    /// A loop that takes one item after the other off a list; its test leads on when the list is empty.
    fn repeated(&mut self, spot: &mut Spot) -> Block {
        let enter = self.name("Begin");
        let turns = format!("$.at.t{}", self.number());
        let (test, turn) = (self.name("Again"), self.name("Turn"));
        let count = self.chance.between(1, 4);
        let list: Vec<u64> = (1..=count).rev().collect();
        let mut bodies = vec![self.block(spot)];
        if self.left > 0 && self.chance.percent(30) {
            bodies.push(self.block(spot));
        }
        let body = bodies[0][0].0.clone();
        let first = format!("{turns}[0]");
        let mut rule = if self.chance.percent(50) {
            json!({ "Variable": first, "IsPresent": true })
        } else {
            json!({ "And": [{ "Variable": first, "IsPresent": true }, { "Variable": first, "NumericGreaterThan": 0 }] })
        };
        rule["Next"] = json!(body);
        let mut block = vec![
            (
                enter,
                members(
                    json!({ "Type": "Pass", "Comment": LOOP, "Result": list, "ResultPath": turns, "Next": test }),
                ),
            ),
            (
                test.clone(),
                members(json!({ "Type": "Choice", "Comment": LOOP, "Choices": [rule], "Default": NEXT })),
            ),
        ];
        let entries: Vec<String> =
            bodies.iter().skip(1).map(|body| body[0].0.clone()).chain([turn.clone()]).collect();
        for (body, next) in bodies.into_iter().zip(entries) {
            for (name, mut state) in body {
                link(&mut state, &next);
                block.push((name, state));
            }
        }
        let rest = format!("{turns}[1:]");
        let state =
            json!({ "Type": "Pass", "Comment": LOOP, "InputPath": rest, "ResultPath": turns, "Next": test });
        block.push((turn, members(state)));
        block
    }

    /// What ends a machine.
    pub(super) fn last(&mut self, spot: &mut Spot) -> Block {
        let bare = u64::from(!spot.is_bare);
        match self.chance.weighted(&[3, 3 * bare, 2 * bare, 1]) {
            0 => vec![(self.name("Done"), members(json!({ "Type": "Succeed" })))],
            1 => {
                let path = ["$.n", "$.deep", "$.list[*]", "$.s"][self.chance.below(4) as usize];
                vec![(self.name("Done"), members(json!({ "Type": "Succeed", "OutputPath": path })))]
            }
            2 => {
                let shown = json!({ "n.$": "$.n", "at.$": "$.at", "done": true });
                let state = json!({ "Type": "Pass", "Parameters": shown, "End": true });
                vec![(self.name("Last"), members(state))]
            }
            _ if self.chance.percent(30) => vec![self.sink(None)],
            _ if spot.is_bare => vec![(self.name("Last"), members(json!({ "Type": "Pass", "End": true })))],
            _ => {
                let mut block = self.task(spot);
                for (_, state) in &mut block {
                    if state.get("Next").and_then(Value::as_str) == Some(NEXT) {
                        state.shift_remove("Next");
                        state.insert("End".to_owned(), json!(true));
                        if state["Type"] == "Task" && self.chance.percent(50) {
                            state.shift_remove("ResultPath");
                        }
                    }
                }
                self.closed(block)
            }
        }
    }

    /// Gives the open ends that are left in a last block an end of their own.
    fn closed(&mut self, mut block: Block) -> Block {
        let end = self.name("Done");
        let is_open = |state: &serde_json::Map<String, Value>| {
            let text = Value::Object(state.clone()).to_string();
            text.contains(NEXT)
        };
        if block.iter().any(|(_, state)| is_open(state)) {
            for (_, state) in &mut block {
                link(state, &end);
            }
            block.push((end, members(json!({ "Type": "Succeed" }))));
        }
        block
    }

    /// A state that ends its machine without looking at its data; `error` is where a caught error stands.
    pub(super) fn sink(&mut self, error: Option<&str>) -> (String, serde_json::Map<String, Value>) {
        let state = match (self.chance.weighted(&[4, 2, 1, 2]), error) {
            (0, _) => {
                json!({ "Type": "Fail", "Error": self.chance.pick(&["Order.Bad", "Given.Up"]), "Cause": "no way on" })
            }
            (1, _) => json!({ "Type": "Succeed" }),
            (2, _) => json!({ "Type": "Fail" }),
            (_, Some(error)) => {
                json!({ "Type": "Fail", "ErrorPath": format!("{error}.Error"), "CausePath": format!("{error}.Cause") })
            }
            (_, None) => json!({ "Type": "Pass", "Result": { "given": "up" }, "End": true }),
        };
        let what = if state["Type"] == "Fail" { "Fail" } else { "End" };
        (self.name(what), members(state))
    }
}
