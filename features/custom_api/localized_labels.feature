@alone
Feature: Texts of rows in several languages
  The text of some columns exists in several languages. The column itself has the one in the base language.

  Background:
    Given the custom API "sample_Spoken"
      | kind      | name | type   |
      | parameter | Text | String |
    And a client has sent
      """
      GET /api/data/v9.2/customapis?$filter=uniquename eq 'sample_Spoken'&$select=displayname
      """
    And "/value/0/customapiid" is remembered as "api"

  @CA-014 @MS-076 @MS-077
  Scenario: Texts are set and retrieved
    When a client sends
      """
      POST /api/data/v9.2/SetLocLabels

      {"Labels": [{"Label": "Spoken", "LanguageCode": 1033}, {"Label": "話す", "LanguageCode": 1041}, {"Label": "Parlé", "LanguageCode": 1036}],
       "EntityMoniker": {"@odata.type": "Microsoft.Dynamics.CRM.customapi", "customapiid": "{api}"},
       "AttributeName": "displayname"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/RetrieveLocLabels(EntityMoniker=@p1,AttributeName=@p2,IncludeUnpublished=@p3)?@p1={'@odata.id':'customapis({api})'}&@p2='displayname'&@p3=true
      """
    Then the status is 200
    And "/Label/LocalizedLabels" has 3 items
    And "/Label/LocalizedLabels/0/LanguageCode" equals 1033
    And "/Label/LocalizedLabels/0/Label" equals Spoken
    And "/Label/LocalizedLabels/1/LanguageCode" equals 1036
    And "/Label/LocalizedLabels/1/Label" equals Parlé
    And "/Label/LocalizedLabels/2/LanguageCode" equals 1041
    And "/Label/LocalizedLabels/2/Label" equals 話す
    And "/Label/UserLocalizedLabel/Label" equals Spoken
    When a client sends
      """
      GET /api/data/v9.2/customapis({api})?$select=displayname
      """
    Then "displayname" equals Spoken

  @CA-014 @MS-076
  Scenario: A text is replaced and removed, and the others stay
    Given a client has sent
      """
      POST /api/data/v9.2/SetLocLabels

      {"Labels": [{"Label": "Parlé", "LanguageCode": 1036}, {"Label": "Gesprochen", "LanguageCode": 1031}, {"Label": "Hablado", "LanguageCode": 3082}],
       "EntityMoniker": {"@odata.type": "Microsoft.Dynamics.CRM.customapi", "customapiid": "{api}"}, "AttributeName": "description"}
      """
    When a client sends
      """
      POST /api/data/v9.2/SetLocLabels

      {"Labels": [{"Label": "Dit", "LanguageCode": 1036}, {"Label": "", "LanguageCode": 1031}],
       "EntityMoniker": {"@odata.type": "Microsoft.Dynamics.CRM.customapi", "customapiid": "{api}"}, "AttributeName": "description"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/RetrieveLocLabels(EntityMoniker=@p1,AttributeName='description',IncludeUnpublished=false)?@p1={'@odata.id':'customapis({api})'}
      """
    Then "/Label/LocalizedLabels" has 3 items
    And "/Label/LocalizedLabels/0/LanguageCode" equals 1033
    And "/Label/LocalizedLabels/1/Label" equals Dit
    And "/Label/LocalizedLabels/2/Label" equals Hablado

  @MS-076
  Scenario: The texts of a row go with it
    Given a client has sent
      """
      POST /api/data/v9.2/SetLocLabels

      {"Labels": [{"Label": "Parlé", "LanguageCode": 1036}],
       "EntityMoniker": {"@odata.type": "Microsoft.Dynamics.CRM.customapi", "customapiid": "{api}"}, "AttributeName": "displayname"}
      """
    And a client has sent
      """
      DELETE /api/data/v9.2/customapis({api})
      """
    When a client sends
      """
      GET /api/data/v9.2/localizedlabels?$count=true
      """
    Then "@odata.count" equals 0

  @MS-076 @MS-077
  Scenario Outline: <what>
    When a client sends
      """
      POST /api/data/v9.2/SetLocLabels

      {"Labels": [{"Label": "<label>", "LanguageCode": <language>}],
       "EntityMoniker": {"@odata.type": "Microsoft.Dynamics.CRM.<table>", "<table>id": "<id>"}, "AttributeName": "<column>"}
      """
    Then the status is <status>
    And "/error/message" contains "<text>"

    Examples:
      | what                             | label                                                                                                   | language | table     | id                                   | column      | status | text |
      | A column of one language         | x                                                                                                       | 1036     | customapi | {api}                                | name        | 400    | those that have: displayname, description |
      | A table of one language          | x                                                                                                       | 1036     | account   | acc00000-0000-4000-8000-000000000001 | name        | 400    | has no texts in other languages |
      | A column that does not exist     | x                                                                                                       | 1036     | customapi | {api}                                | nmae        | 400    | nmae |
      | A row that does not exist        | x                                                                                                       | 1036     | customapi | a0000000-0000-4000-8000-0000000000ff | displayname | 404    | Does Not Exist |
      | No language                      | x                                                                                                       | 0        | customapi | {api}                                | displayname | 400    | 0 is no language code |
      | A text that is too long          | 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789xxx | 1036     | customapi | {api}                                | displayname | 400    | displayname |

  @MS-076 @MS-077
  Scenario: Texts take the rights on their row
    Given the user "Ada" with {"privileges": {"prvReadCustomAPI": "Global"}}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/SetLocLabels

      {"Labels": [{"Label": "Parlé", "LanguageCode": 1036}],
       "EntityMoniker": {"@odata.type": "Microsoft.Dynamics.CRM.customapi", "customapiid": "{api}"}, "AttributeName": "displayname"}
      """
    Then the status is 403
    When a client sends
      """
      GET /api/data/v9.2/RetrieveLocLabels(EntityMoniker=@p1,AttributeName='displayname',IncludeUnpublished=true)?@p1={'@odata.id':'customapis({api})'}
      """
    Then the status is 200
