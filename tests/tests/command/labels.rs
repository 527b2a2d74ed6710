//! An organization in another language than the features: its labels are compared with its own metadata.
#![expect(clippy::unwrap_used, reason = "whatever cannot be done fails the test")]

use std::sync::Arc;

use dataverse_conformance::exchange::{Headers, Request};
use dataverse_conformance::failure::Failure;
use dataverse_conformance::live::{Live, LiveScenario};
use dataverse_conformance::target::{Profile, Target, TargetFile, TargetKind};
use serde_json::Value;

use crate::fake::{Answer, Fake};

const LABEL: &str = "backgroundoperationstatecode@OData.Community.Display.V1.FormattedValue";
const DEFINITIONS: Answer = (
    "GET /api/data/v9.2/EntityDefinitions(LogicalName='backgroundoperation')/Attributes/",
    200,
    r#"{"value":[
        {"LogicalName":"backgroundoperationstatecode","OptionSet":null,"GlobalOptionSet":{"Options":[
            {"Value":2,"Label":{"LocalizedLabels":[],"UserLocalizedLabel":{"Label":"Gesperrt","LanguageCode":1031}}}]}},
        {"LogicalName":"backgroundoperationstatuscode","OptionSet":null,"GlobalOptionSet":{"Options":[]}}]}"#,
);
const RIGHT: Answer = (
    "GET /api/data/v9.2/backgroundoperations(1)",
    200,
    r#"{"backgroundoperationstatecode@OData.Community.Display.V1.FormattedValue":"Gesperrt","backgroundoperationstatecode":2}"#,
);
const WRONG: Answer = (
    "GET /api/data/v9.2/backgroundoperations(2)",
    200,
    r#"{"backgroundoperationstatecode@OData.Community.Display.V1.FormattedValue":"Bereit","backgroundoperationstatecode":2}"#,
);

/// A scenario in an organization that gives these answers.
async fn scenario(fake: &Fake) -> LiveScenario {
    let text = format!(
        "url = \"{}\"\npublisher_prefix = \"dvc\"\nsign_in = {{ method = \"none\" }}\n",
        fake.url
    );
    let file = TargetFile::parse("target.toml", &text).unwrap();
    let target = Target::open(file, Profile::Safe).await.unwrap();
    assert_eq!(target.about().kind, TargetKind::Organization);
    Live::open(&Arc::new(target))
        .await
        .unwrap()
        .begin(Vec::new())
}

/// The label in the row with this key.
async fn label(fake: &Fake, scenario: &LiveScenario, key: u8) -> Result<Value, Failure> {
    let request = Request {
        method: "GET".to_owned(),
        target: format!("{}/api/data/v9.2/backgroundoperations({key})", fake.url),
        headers: Headers::default(),
        body: Vec::new(),
    };
    let exchange = scenario.send(request).await?;
    let body: Value = serde_json::from_slice(&exchange.response.body).unwrap();
    Ok(body[LABEL].clone())
}

#[tokio::test]
async fn a_label_is_right_when_the_organization_says_so() {
    let fake = Fake::organization(&[DEFINITIONS, RIGHT, WRONG]).await;
    let scenario = scenario(&fake).await;
    assert_eq!(label(&fake, &scenario, 1).await.unwrap(), "Locked");
    assert_eq!(label(&fake, &scenario, 2).await.unwrap(), "Bereit");
    let asked = fake.asked();
    let read = asked.iter().filter(|one| one.contains("EntityDefinitions"));
    assert_eq!(read.count(), 1, "{asked:?}");
}

#[tokio::test]
async fn nobody_is_blamed_for_labels_that_cannot_be_read() {
    let refused = (DEFINITIONS.0, 403, "no");
    let fake = Fake::organization(&[refused, RIGHT]).await;
    let scenario = scenario(&fake).await;
    let failure = label(&fake, &scenario, 1).await.unwrap_err();
    assert!(matches!(failure, Failure::Unsupported(_)), "{failure}");
    assert!(failure.to_string().contains("cannot be read"), "{failure}");
}
