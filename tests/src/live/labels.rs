//! An organization's labels of operation states. Their language is the caller's.
//!
//! Features have English labels. The organization's own label is replaced by the English one; a wrong label is not, so
//! that the scenario fails. [`rows`] and [`envelopes`] know where labels stand in a body.

mod envelopes;
mod rows;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::envelope::is_xml;

/// The path of the labels' definitions, below the Web API.
pub(super) const DEFINITIONS: &str = "EntityDefinitions(LogicalName='backgroundoperation')/Attributes/\
     Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName\
     &$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)";
/// The columns, with the English labels of their values.
const COLUMNS: [(&str, &[(i64, &str)]); 2] = [
    (
        "backgroundoperationstatecode",
        &[(0, "Ready"), (2, "Locked"), (3, "Completed")],
    ),
    (
        "backgroundoperationstatuscode",
        &[
            (0, "Waiting For Resources"),
            (20, "In Progress"),
            (22, "Canceling"),
            (30, "Succeeded"),
            (31, "Failed"),
            (32, "Canceled"),
        ],
    ),
];

/// The organization's labels, by column and value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Labels(BTreeMap<(&'static str, i64), String>);

/// Whether a body contains labels of operation states.
pub(super) fn are_in(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    match is_xml(body) {
        true => envelopes::have_labels(&text),
        false => rows::have_labels(&text),
    }
}

impl Labels {
    /// The labels in the metadata of the table's choices, in the language of the user that has requested them. `None`
    /// when a column is missing.
    pub(super) fn of(definitions: &Value) -> Option<Self> {
        let attributes = definitions.get("value")?.as_array()?;
        let mut labels = BTreeMap::new();
        for (column, _) in COLUMNS {
            let mut attributes = attributes.iter();
            let attribute = attributes.find(|one| one["LogicalName"] == column)?;
            // A column has a local choice or a global one; the other property is null.
            let sets = ["OptionSet", "GlobalOptionSet"];
            let mut options = sets.iter().map(|set| &attribute[set]["Options"]);
            for option in options.find_map(Value::as_array)? {
                let label = &option["Label"]["UserLocalizedLabel"]["Label"];
                if let (Some(value), Some(label)) = (option["Value"].as_i64(), label.as_str()) {
                    labels.insert((column, value), label.to_owned());
                }
            }
        }
        Some(Self(labels))
    }

    /// Replaces the organization's own labels in a body by the English ones. The order of the body is kept.
    pub(super) fn english(&self, body: Vec<u8>) -> Vec<u8> {
        match is_xml(&body) {
            true => envelopes::english(self, body),
            false => rows::english(self, body),
        }
    }

    /// The text that replaces the label `found`, if that label must change.
    fn told(&self, column: &str, value: i64, found: &str) -> Option<String> {
        let (column, names) = COLUMNS.iter().find(|(known, _)| *known == column)?;
        let (_, english) = names.iter().find(|(known, _)| *known == value)?;
        let own = self.0.get(&(*column, value))?;
        match (found == own, found == *english) {
            (true, false) => Some((*english).to_owned()),
            // An English label is wrong where the organization's own label is another one.
            (false, true) => Some(format!("{found}, which is {own:?} there")),
            (true, true) | (false, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::rows::FORMATTED;
    use super::{COLUMNS, Labels, are_in};
    use crate::assets::Assets;

    fn option(value: i64, label: &str) -> Value {
        let label = json!({"Label": label, "LanguageCode": 1031});
        let other = json!({"Label": "English", "LanguageCode": 1033});
        json!({"Value": value, "Label": {"LocalizedLabels": [other, label], "UserLocalizedLabel": label}})
    }

    fn german() -> Labels {
        let states = [
            option(0, "Bereit"),
            option(2, "Gesperrt"),
            option(3, "Abgeschlossen"),
        ];
        let reasons = [option(20, "In Bearbeitung"), option(31, "Fehler")];
        let definitions = json!({"value": [
            {"LogicalName": "another", "OptionSet": null, "GlobalOptionSet": null},
            {"LogicalName": "backgroundoperationstatecode", "OptionSet": null, "GlobalOptionSet": {"Options": states}},
            {"LogicalName": "backgroundoperationstatuscode", "OptionSet": {"Options": reasons}},
        ]});
        Labels::of(&definitions).unwrap()
    }

    fn row(state: i64, state_label: &str, reason: i64, reason_label: &str) -> String {
        format!(
            "{{\"name\":\"x\",\"backgroundoperationstatecode{FORMATTED}\":\"{state_label}\",\
             \"backgroundoperationstatecode\":{state},\"backgroundoperationstatuscode\":{reason},\
             \"backgroundoperationstatuscode{FORMATTED}\":\"{reason_label}\"}}"
        )
    }

    fn english(body: &str) -> String {
        assert!(are_in(body.as_bytes()));
        String::from_utf8(german().english(body.as_bytes().to_vec())).unwrap()
    }

    #[test]
    fn the_organization_s_own_labels_come_as_features_call_them() {
        let own = row(2, "Gesperrt", 20, "In Bearbeitung");
        assert_eq!(english(&own), row(2, "Locked", 20, "In Progress"));
        let many = format!(
            "{{\"value\":[{own},{}]}}",
            row(3, "Abgeschlossen", 31, "Fehler")
        );
        let expected = [
            row(2, "Locked", 20, "In Progress"),
            row(3, "Completed", 31, "Failed"),
        ];
        assert_eq!(
            english(&many),
            format!("{{\"value\":[{}]}}", expected.join(","))
        );
    }

    #[test]
    fn a_wrong_label_stays_wrong() {
        // The label of another state, an unknown label, the label of an unknown status reason.
        let wrong = row(0, "Gesperrt", 31, "Fehlgeschlagen");
        assert_eq!(english(&wrong), wrong);
        let unknown = row(2, "GESPERRT", 30, "Erfolgreich");
        assert_eq!(english(&unknown), unknown);
        // An English label instead of the German one must not pass as the right one.
        let foreign = english(&row(2, "Locked", 20, "In Progress"));
        assert!(
            foreign.contains(":\"Locked, which is \\\"Gesperrt\\\" there\""),
            "{foreign}"
        );
        assert!(!foreign.contains("\"In Progress\""), "{foreign}");
    }

    /// An entity in an envelope.
    fn entity(state: i64, label: &str) -> String {
        let key = "<b:key>backgroundoperationstatecode</b:key>";
        format!(
            "<s:Envelope><a:Attributes><x>{key}\n<b:value i:type=\"a:OptionSetValue\"><a:Value>{state}</a:Value></b:value></x>\
             </a:Attributes><a:FormattedValues><x>{key}\n<b:value>{label}</b:value></x></a:FormattedValues></s:Envelope>"
        )
    }

    #[test]
    fn envelopes_have_labels_as_well() {
        let own = entity(2, "Gesperrt") + &entity(3, "Abgeschlossen");
        assert_eq!(english(&own), entity(2, "Locked") + &entity(3, "Completed"));
        // The label of another state, and English instead of German.
        let wrong = entity(0, "Gesperrt");
        assert_eq!(english(&wrong), wrong);
        let foreign = english(&entity(2, "Locked"));
        assert!(
            foreign.contains("Locked, which is &quot;Gesperrt&quot; there"),
            "{foreign}"
        );
    }

    #[test]
    fn a_label_is_read_as_xml_writes_it() {
        let options = [option(2, "Zu & gesperrt")];
        let definitions = json!({"value": [
            {"LogicalName": "backgroundoperationstatecode", "OptionSet": {"Options": options}},
            {"LogicalName": "backgroundoperationstatuscode", "OptionSet": {"Options": []}},
        ]});
        let labels = Labels::of(&definitions).unwrap();
        let body = entity(2, "Zu &amp; gesperrt").into_bytes();
        assert_eq!(labels.english(body), entity(2, "Locked").into_bytes());
    }

    #[test]
    fn what_has_no_labels_is_left_as_it_came() {
        let german = german();
        let plain = b"{ \"backgroundoperationstatecode\" : 2, \"big\": 1.50 }".to_vec();
        assert!(!are_in(&plain));
        assert_eq!(german.english(plain.clone()), plain);
        let envelope = b"<s:Envelope><x/></s:Envelope>".to_vec();
        assert!(!are_in(&envelope));
        assert_eq!(german.english(envelope.clone()), envelope);
        let text = b"no JSON".to_vec();
        assert_eq!(german.english(text.clone()), text);
        assert_eq!(Labels::of(&json!({"value": []})), None);
        assert_eq!(Labels::of(&json!({"error": {}})), None);
    }

    #[test]
    fn features_call_the_states_so() {
        let catalogue = Assets::repository().catalogue().unwrap();
        let scenarios = catalogue.scenarios();
        let labels = scenarios
            .iter()
            .filter(|entry| entry.scenario.name == "The labels of the states");
        let mut seen = 0;
        for table in labels
            .flat_map(|entry| &entry.steps)
            .filter_map(|step| step.table.as_ref())
        {
            let cell = |name: &str| {
                let row = table.rows.iter().find(|row| row[0] == name);
                row.and_then(|row| row.get(1).cloned())
            };
            for (column, names) in COLUMNS {
                let (value, label) = (cell(column), cell(&format!("{column}{FORMATTED}")));
                if let (Some(value), Some(label)) = (value, label) {
                    let value: i64 = value.parse().unwrap();
                    assert!(names.contains(&(value, label.as_str())), "{value} {label}");
                    seen += 1;
                }
            }
        }
        assert!(seen >= 8, "{seen}");
    }
}
