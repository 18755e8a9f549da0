//! Choice states and their rules.

use serde_json::{Value, json};

use super::{Block, Maker, NEXT, Spot, members};

impl Maker<'_> {
    /// A choice between arms of one block each and the way past them.
    pub(super) fn choice(&mut self, spot: &mut Spot) -> Block {
        let name = self.name("Choice");
        let mut arms = Vec::new();
        let mut rules = Vec::new();
        for _ in 0..self.chance.between(1, 2) {
            let mut rule = self.rule(spot, 0);
            let (next, arm) = match self.chance.weighted(&[4, 2, 1]) {
                0 if self.left > 0 => {
                    let arm = self.block(spot);
                    (arm[0].0.clone(), arm)
                }
                1 => {
                    let sink = self.sink(None);
                    (sink.0.clone(), vec![sink])
                }
                _ => (NEXT.to_owned(), Vec::new()),
            };
            rule["Next"] = json!(next);
            rules.push(rule);
            arms.extend(arm);
        }
        let mut state = json!({ "Type": "Choice", "Choices": rules });
        if !self.is_bad() {
            state["Default"] = json!(NEXT);
        } else {
            // Without a default something must still lead on.
            let mut rule = self.rule(spot, 0);
            rule["Next"] = json!(NEXT);
            if let Some(rules) = state["Choices"].as_array_mut() {
                rules.push(rule);
            }
        }
        let mut block = vec![(name, members(state))];
        block.extend(arms);
        block
    }

    fn rule(&mut self, spot: &Spot, depth: u64) -> Value {
        if depth < 2 && self.chance.percent(30) {
            let inner = |maker: &mut Self| maker.rule(spot, depth + 1);
            return match self.chance.below(3) {
                0 => json!({ "And": [inner(self), inner(self)] }),
                1 => json!({ "Or": [inner(self), inner(self)] }),
                _ => json!({ "Not": inner(self) }),
            };
        }
        if let Some(result) = spot.results.last().cloned()
            && self.chance.percent(30)
        {
            return self.guarded(&result);
        }
        self.comparison(spot)
    }

    /// A test of a member that may be missing.
    fn guarded(&mut self, member: &str) -> Value {
        let variable = format!("$.{member}.v");
        let test = json!({ "Variable": variable, "NumericLessThan": self.chance.below(20) });
        if self.is_bad() {
            return test;
        }
        json!({ "And": [{ "Variable": variable, "IsPresent": true }, test] })
    }

    fn comparison(&mut self, spot: &Spot) -> Value {
        if spot.is_bare {
            return json!({ "Variable": "$.n", "NumericGreaterThanEquals": self.chance.below(40) });
        }
        let number = self.chance.below(10);
        match self.chance.below(16) {
            0 => json!({ "Variable": "$.n", "NumericEquals": number }),
            1 => json!({ "Variable": "$.n", "NumericLessThanEquals": number as f64 + 0.5 }),
            2 => json!({ "Variable": "$.n", "NumericGreaterThanPath": "$.deep.x.y" }),
            3 => json!({ "Variable": "$.s", "StringEquals": "red" }),
            4 => json!({ "Variable": "$.s", "StringMatches": "g*n" }),
            5 => json!({ "Variable": "$.s", "StringLessThan": "green" }),
            6 => json!({ "Variable": "$.s", "StringGreaterThanEqualsPath": "$.s" }),
            7 => json!({ "Variable": "$.b", "BooleanEquals": true }),
            8 => {
                json!({ "Variable": "$.when", "TimestampLessThan": super::instant(self.shape.now_ms / 1_000) })
            }
            9 => json!({ "Variable": "$.deep.z[1]", "IsNumeric": true }),
            10 => json!({ "Variable": "$.list[1]", "IsPresent": self.chance.percent(50) }),
            11 => json!({ "Variable": "$.when", "IsTimestamp": true }),
            12 => json!({ "Variable": "$.n", "StringEquals": "never of this type" }),
            13 => json!({ "Variable": "$$.State.Name", "StringMatches": "Choice *" }),
            14 => json!({ "Variable": "$.b", "IsBoolean": self.chance.percent(50) }),
            _ => json!({ "Variable": "$.s", "IsNull": true }),
        }
    }
}
