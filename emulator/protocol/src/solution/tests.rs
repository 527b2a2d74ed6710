//! Packed and unpacked solutions are read alike; what is written is read again; every fault names its file.

use uuid::Uuid;

use super::*;
use crate::value::Value;

fn read(files: &Files) -> Result<(Solution, Vec<Unread>), SolutionError> {
    super::read(files, &Limits::DEFAULT)
}

const MANIFEST: &str = r#"<ImportExportXml><SolutionManifest><UniqueName>Projects</UniqueName>
  <LocalizedNames><LocalizedName description="Projects" languagecode="1033"/></LocalizedNames>
  <Descriptions/><Version>1.2</Version><Managed>0</Managed>
  <Publisher><UniqueName>contoso</UniqueName><LocalizedNames/><Descriptions/>
    <CustomizationPrefix>contoso</CustomizationPrefix>
    <CustomizationOptionValuePrefix>10000</CustomizationOptionValuePrefix></Publisher>
  <RootComponents><RootComponent type="1" schemaName="contoso_project" behavior="0"/></RootComponents>
  <MissingDependencies/></SolutionManifest></ImportExportXml>"#;

const API: &str = r#"<customapi uniquename="contoso_Close"><bindingtype>0</bindingtype>
  <allowedcustomprocessingsteptype>2</allowedcustomprocessingsteptype>
  <displayname default="Close"><label description="Close" languagecode="1033"/>
    <label description="Schließen" languagecode="1031"/></displayname>
  <iscustomizable>0</iscustomizable><isfunction>0</isfunction><isprivate>0</isprivate><name>Close</name>
  <plugintypeid><plugintypeexportkey>{10000000-0000-0000-0000-000000000002}</plugintypeexportkey></plugintypeid>
  <catalogassignments><catalogassignment/></catalogassignments></customapi>"#;

const PARAMETER: &str = r#"<customapirequestparameter uniquename="Reason"><isoptional>1</isoptional>
  <logicalentityname/><name>Reason</name><type>10</type></customapirequestparameter>"#;

const CUSTOMIZATIONS: &str = r#"<ImportExportXml><Entities/><Roles><Role name="Planner"><x/></Role></Roles>
  <SolutionPluginAssemblies><PluginAssembly
     FullName="Contoso.Plugins, Version=1.0.0.0, Culture=neutral, PublicKeyToken=9d006cbbfeff5098"
     PluginAssemblyId="{10000000-0000-0000-0000-000000000001}"><IsolationMode>2</IsolationMode>
     <FileName>/PluginAssemblies/Contoso.Plugins.dll</FileName>
     <PluginTypes><PluginType Name="Contoso.Close" PluginTypeId="10000000-0000-0000-0000-000000000002">
       <FriendlyName>Close</FriendlyName></PluginType></PluginTypes></PluginAssembly></SolutionPluginAssemblies>
  <SdkMessageProcessingSteps><SdkMessageProcessingStep Name="On create"
     SdkMessageProcessingStepId="{10000000-0000-0000-0000-000000000003}">
     <SdkMessageId>9ebdbb1b-ea3e-db11-86a7-000a3a5473e8</SdkMessageId><PrimaryEntity>account</PrimaryEntity>
     <PluginTypeId>10000000-0000-0000-0000-000000000002</PluginTypeId><Mode>0</Mode><Rank>1</Rank><Stage>40</Stage>
     <SdkMessageProcessingStepImages><SdkMessageProcessingStepImage Name="Pre"
       SdkMessageProcessingStepImageId="{10000000-0000-0000-0000-000000000004}"><EntityAlias>Pre</EntityAlias>
       <ImageType>0</ImageType></SdkMessageProcessingStepImage></SdkMessageProcessingStepImages>
     </SdkMessageProcessingStep></SdkMessageProcessingSteps>
  <WebResources><WebResource><Name>contoso_/close.js</Name><WebResourceType>3</WebResourceType>
     <FileName>/WebResources/close.js</FileName></WebResource></WebResources></ImportExportXml>"#;

fn packed() -> Files {
    files(&[
        ("[Content_Types].xml", "<Types/>"),
        ("solution.xml", MANIFEST),
        ("customizations.xml", CUSTOMIZATIONS),
        ("customapis/contoso_Close/customapi.xml", API),
        (
            "customapis/contoso_Close/customapirequestparameters/Reason/customapirequestparameter.xml",
            PARAMETER,
        ),
        ("PluginAssemblies/Contoso.Plugins.dll", "MZ"),
        ("WebResources/close.js", "close()"),
        ("Workflows/x.json", "{}"),
    ])
}

fn files(entries: &[(&str, &str)]) -> Files {
    let mut files = Files::default();
    for (path, content) in entries {
        files.insert(path, content.as_bytes().to_vec()).unwrap();
    }
    files
}

#[test]
fn a_packed_solution_is_read_and_what_is_not_emulated_is_listed() {
    let (solution, unread) = read(&packed()).unwrap();
    insta::assert_debug_snapshot!((&solution, &unread));
}

#[test]
fn an_unpacked_solution_is_the_same() {
    let between = |from: &str, to: &str| {
        let begin = CUSTOMIZATIONS.find(from).unwrap();
        let end = CUSTOMIZATIONS.find(to).unwrap() + to.len();
        CUSTOMIZATIONS[begin..end].to_owned()
    };
    let role = r#"<Role name="Planner"><x/></Role>"#;
    let unpacked = files(&[
        ("Other/Solution.xml", MANIFEST),
        (
            "Other/Customizations.xml",
            "<ImportExportXml><Entities/></ImportExportXml>",
        ),
        ("Roles/Planner.xml", role),
        (
            "PluginAssemblies/Contoso.Plugins.dll.data.xml",
            &between("<PluginAssembly", "</PluginAssembly>"),
        ),
        ("PluginAssemblies/Contoso.Plugins.dll", "MZ"),
        (
            "SdkMessageProcessingSteps/{10000000-0000-0000-0000-000000000003}.xml",
            &between(
                "<SdkMessageProcessingStep Name",
                "</SdkMessageProcessingStep>",
            ),
        ),
        (
            "WebResources/close.js.data.xml",
            &between("<WebResource>", "</WebResource>"),
        ),
        ("WebResources/close.js", "close()"),
        ("customapis/contoso_Close/customapi.xml", API),
        (
            "customapis/contoso_Close/customapirequestparameters/Reason/customapirequestparameter.xml",
            PARAMETER,
        ),
        ("Workflows/x.json", "{}"),
    ]);
    let of = |files: &Files| {
        let (solution, unread) = read(files).unwrap();
        let mut names: Vec<_> = unread.into_iter().map(|part| part.what).collect();
        names.sort();
        (solution, names)
    };
    assert_eq!(of(&unpacked), of(&packed()));
}

/// The files of the solution that the suite imports.
macro_rules! project_tracking {
    ($($path:literal),* $(,)?) => {
        files(&[$((
            $path,
            include_str!(concat!("../../../../tests/solutions/ProjectTracking/", $path)),
        )),*])
    };
}

fn project_tracking() -> Files {
    project_tracking!(
        "Other/Solution.xml",
        "Other/Customizations.xml",
        "Other/Relationships.xml",
        "Other/Relationships/Account.xml",
        "Other/Relationships/Contact.xml",
        "Entities/fabrikam_Project/Entity.xml",
        "OptionSets/fabrikam_priority.xml",
        "WebResources/fabrikam_/project.js",
        "WebResources/fabrikam_/project.js.data.xml",
    )
}

#[test]
fn tables_choices_relationships_and_keys_are_read_and_written_again() {
    let (solution, unread) = read(&project_tracking()).unwrap();
    assert_eq!(unread, []);
    let written = solution.files().unwrap();
    let text = std::str::from_utf8(written.get("customizations.xml").unwrap()).unwrap();
    insta::assert_snapshot!(text);
    assert_eq!(read(&written), Ok((solution, Vec::new())));
}

#[test]
fn a_definition_that_is_not_emulated_is_listed_and_one_that_is_wrong_is_refused() {
    let column = |inner: &str| {
        let entity = format!(
            "<Entity><Name>a_b</Name><EntityInfo><entity Name='a_b'><attributes>{inner}</attributes></entity>\
             </EntityInfo><FormXml><forms/></FormXml></Entity>"
        );
        read(&files(&[
            ("solution.xml", MANIFEST),
            ("Entities/a_b/Entity.xml", &entity),
        ]))
    };
    let unread = |inner: &str| {
        let (_, unread) = column(inner).unwrap();
        unread.into_iter().map(|part| part.what).collect::<Vec<_>>()
    };
    let calculated =
        "<attribute PhysicalName='a_c'><Type>int</Type><SourceType>1</SourceType></attribute>";
    assert_eq!(unread(calculated), ["FormXml", "attribute a_c"]);
    let party = "<attribute PhysicalName='a_p'><Type>partylist</Type><New>1</New></attribute>";
    assert_eq!(unread(party), ["FormXml", "attribute a_p"]);
    let newer = "<attribute PhysicalName='a_d'><Type>int</Type><Newer>1</Newer></attribute>";
    assert_eq!(unread(newer), ["FormXml", "Newer"]);
    let wrong = [
        "<attribute><Type>int</Type></attribute>",
        "<attribute PhysicalName='a_d'/>",
        "<attribute PhysicalName='a_d'><Type>int</Type><MinValue>x</MinValue></attribute>",
        "<attribute PhysicalName='a_d'><Type>int</Type><RequiredLevel>must</RequiredLevel></attribute>",
        "<attribute PhysicalName='a_d'><Type>datetime</Type><Behavior>4</Behavior></attribute>",
        "<attribute PhysicalName='a_d'><Type>picklist</Type><optionset Name='x'><OptionSetType>map</OptionSetType>\
         </optionset></attribute>",
        "<attribute PhysicalName='a_d'><Type>picklist</Type><optionset Name='x'>\
         <OptionSetType>picklist</OptionSetType><options><option/></options></optionset></attribute>",
    ];
    let faults = wrong.map(|inner| column(inner).unwrap_err().to_string());
    insta::assert_snapshot!(faults.join("\n"));
}

#[test]
fn what_is_written_is_read_again() {
    let (solution, _) = read(&packed()).unwrap();
    let written = solution.files().unwrap();
    assert_eq!(read(&written), Ok((solution.clone(), Vec::new())));
    assert_eq!(solution.files().unwrap(), written);
}

#[test]
fn every_fault_names_its_file_and_what_was_expected() {
    let with = |path: &str, content: &str| {
        let mut entries = vec![("solution.xml", MANIFEST)];
        entries.push((path, content));
        read(&files(&entries)).unwrap_err().to_string()
    };
    let faults = [
        read(&Files::default()).unwrap_err().to_string(),
        with("Other/Solution.xml", MANIFEST),
        with("a.xml", "<a>"),
        with("a.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        with("a.xml", "<a>&b;</a>"),
        with("customapis/x/customapi.xml", "<customapi/>"),
        with(
            "customapis/x/customapi.xml",
            "<customapi uniquename='x'><isfunction>maybe</isfunction></customapi>",
        ),
        with(
            "customapis/x/customapi.xml",
            "<customapi uniquename='x'><bindingtype>one</bindingtype></customapi>",
        ),
        with(
            "customapis/x/customapirequestparameters/y/customapirequestparameter.xml",
            "<customapirequestparameter uniquename='y'/>",
        ),
        with("p.xml", "<customapirequestparameter uniquename='y'/>"),
        with(
            "w.xml",
            "<WebResource><Name>a</Name><FileName>/b</FileName></WebResource>",
        ),
    ];
    insta::assert_snapshot!(faults.join("\n"));
}

#[test]
fn versions_are_compared_number_by_number() {
    let version = |text: &str| text.parse::<Version>();
    assert!(version("1.10").unwrap() > version("1.9.9.9").unwrap());
    assert_eq!(version("1").unwrap().to_string(), "1.0.0.0");
    for wrong in ["", "1.", "1.2.3.4.5", "a", "1.-2"] {
        assert!(version(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_content_of_files_is_base64() {
    let (solution, _) = read(&packed()).unwrap();
    let row = &solution.assemblies[0].row;
    assert_eq!(row.get("content"), Some(&Value::from("TVo=")));
    assert_eq!(row.id, Some(Uuid::from_u128(0x1000_0000 << 96 | 1)));
}
