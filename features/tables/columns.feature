Feature: Columns that clients read
  Columns of the platform's tables that programs ask for by name.

  @TB-020
  Scenario: An account has a preferred user and the time zone of its address
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      """
    Then "/UserId" is remembered as "me"
    When a client sends
      """
      POST /api/data/v9.2/accounts?$select=address1_utcoffset,_preferredsystemuserid_value&$expand=preferredsystemuserid($select=systemuserid)
      Prefer: return=representation

      {"name":"Preferred","address1_utcoffset":-120,"preferredsystemuserid@odata.bind":"/systemusers({me})"}
      """
    Then the status is 201
    And "/address1_utcoffset" equals -120
    And "/_preferredsystemuserid_value" equals {me}
    And "/preferredsystemuserid/systemuserid" equals {me}
    When a client sends
      """
      GET /api/data/v9.2/systemusers({me})/system_user_accounts?$select=name
      """
    Then the rows are
      | name      |
      | Preferred |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Far","address1_utcoffset":1501}
      """
    Then the status is 400
    And "/error/code" equals 0x8004432f

  @TB-020
  Scenario: A role has an id of its own among the layers of solutions, which no client can set
    When a client sends
      """
      POST /api/data/v9.2/roles?$select=roleid,roleidunique
      Prefer: return=representation

      {"name":"Layered","roleidunique":"a0000000-0000-4000-8000-0000000000e9"}
      """
    Then the status is 201
    And "/roleidunique" is remembered as "unique"
    When a client sends
      """
      GET /api/data/v9.2/roles?$select=name&$filter=roleidunique eq {unique}
      """
    Then the rows are
      | name    |
      | Layered |
    When a client sends
      """
      GET /api/data/v9.2/roles?$select=name&$filter=roleidunique eq a0000000-0000-4000-8000-0000000000e9 or roleidunique eq null
      """
    Then the status is 200
    And "value" has 0 items

  @TB-020 @alone
  Scenario: A privilege says whether it is checked for references to a row
    When a client sends
      """
      GET /api/data/v9.2/privileges?$select=name,canbeentityreference,canbeparententityreference&$filter=name eq 'prvAppendToAccount'
      """
    Then the rows are
      | name               | canbeentityreference | canbeparententityreference |
      | prvAppendToAccount | false                | false                      |

  @TB-020 @alone
  Scenario: A step is hidden or shown by a managed property
    When a client sends
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps?$select=ishidden&$top=1
      """
    Then the status is 200
    And "/value/0/ishidden/Value" equals false
