//! What is selected and expanded of definitions, in which order, and what is refused.

use super::*;
use crate::complex::ComplexCollection;
use crate::complex::metadata::{ATTRIBUTE, ENTITY, OPTION_SET, PICKLIST, STRING};
use crate::odata::Options;

fn account() -> Complex {
    let set = Complex::new(&OPTION_SET).with("Name", "account_industrycode");
    let choice = Complex::new(&PICKLIST)
        .with("LogicalName", "industrycode")
        .with("OptionSet", set);
    let name = Complex::new(&STRING)
        .with("LogicalName", "name")
        .with("MaxLength", 160);
    Complex::new(&ENTITY)
        .with("LogicalName", "account")
        .with("SchemaName", "Account")
        .with(
            "Attributes",
            ComplexCollection::of(&ATTRIBUTE, vec![name, choice]),
        )
}

fn written(kind: &'static ComplexType, of: &Complex, raw: &str) -> Result<Json, MatchError> {
    let options = Options::parse(raw).expect("they are options");
    let selection = Selection::new(
        kind,
        Wanted {
            select: options.select.as_deref(),
            expand: &options.expand,
            filter: options.filter.as_ref(),
            order: &options.orderby,
            top: options.top,
        },
    )?;
    let (chosen, _) = selection.choose(std::iter::once(of));
    let written = chosen.into_iter();
    Ok(written
        .map(|of| Json::Object(selection.write(of, LargeNumbers::Numbers)))
        .collect())
}

#[test]
fn what_is_selected_comes_with_the_id_and_what_is_expanded() {
    for (raw, expected) in [
        (
            "$select=SchemaName,LogicalName",
            r#"[{"LogicalName":"account","SchemaName":"Account","MetadataId":null}]"#,
        ),
        (
            "$select=LogicalName&$expand=Attributes($select=LogicalName;$filter=LogicalName eq 'name')",
            concat!(
                r#"[{"LogicalName":"account","MetadataId":null,"Attributes":["#,
                r##"{"@odata.type":"#Microsoft.Dynamics.CRM.StringAttributeMetadata","LogicalName":"name","MetadataId":null}]}]"##,
            ),
        ),
        (
            "$select=LogicalName&$expand=Keys,Attributes($select=MetadataId;$orderby=LogicalName;$top=1)",
            concat!(
                r#"[{"LogicalName":"account","MetadataId":null,"Keys":[],"Attributes":["#,
                r##"{"@odata.type":"#Microsoft.Dynamics.CRM.PicklistAttributeMetadata","MetadataId":null}]}]"##,
            ),
        ),
        ("$filter=LogicalName eq 'contact'", "[]"),
    ] {
        let json = written(&ENTITY, &account(), raw).expect(raw);
        assert_eq!(json.to_string(), expected, "{raw}");
    }
}

#[test]
fn what_only_another_type_has_is_no_property() {
    let choice = match account().get("Attributes") {
        Some(Value::ComplexCollection(all)) => all.items()[1].clone(),
        other => panic!("{other:?}"),
    };
    let json = written(
        &PICKLIST,
        &choice,
        "$select=LogicalName&$expand=OptionSet($select=Name),GlobalOptionSet",
    );
    assert_eq!(
        json.expect("it has them").to_string(),
        concat!(
            r#"[{"LogicalName":"industrycode","MetadataId":null,"#,
            r#""OptionSet":{"Name":"account_industrycode","MetadataId":null},"GlobalOptionSet":null}]"#,
        )
    );
    for raw in [
        "$expand=OptionSet",
        "$select=MaxLength",
        "$select=Settings2",
        "$expand=DisplayName",
    ] {
        let refused = written(&ATTRIBUTE, &choice, raw).expect_err(raw);
        assert!(
            refused
                .to_string()
                .ends_with("on type 'Microsoft.Dynamics.CRM.AttributeMetadata'."),
            "{refused}"
        );
    }
    assert!(written(&STRING, &choice, "").expect("it is a list") == json!([]));
}

#[test]
fn casts_lead_to_types_of_the_same_family() {
    let to = |segment: &str| cast(&ATTRIBUTE, segment).map(ComplexType::name);
    assert_eq!(
        to("Microsoft.Dynamics.CRM.PicklistAttributeMetadata"),
        Some("PicklistAttributeMetadata")
    );
    assert_eq!(to("Microsoft.Dynamics.CRM.EntityMetadata"), None);
    assert_eq!(to("PicklistAttributeMetadata"), None);
    assert_eq!(to("Microsoft.Dynamics.CRM.account"), None);
}
