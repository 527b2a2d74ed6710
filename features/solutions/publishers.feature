Feature: Publishers and solutions
  A publisher owns a prefix, with which the names of its components begin. A solution belongs to a publisher and has a
  version.

  @SL-001 @alone
  Scenario: Every organization has the platform's solutions and the default publisher
    When a client sends
      """
      GET /api/data/v9.2/solutions?$select=uniquename,ismanaged,isvisible&$expand=publisherid($select=customizationprefix)&$orderby=uniquename
      """
    Then "value" has 3 items
    And the body has
      | /value/0/uniquename                      | Active  |
      | /value/1/uniquename                      | Default |
      | /value/1/isvisible                       | true    |
      | /value/1/publisherid/customizationprefix | new     |
      | /value/2/uniquename                      | System  |
      | /value/2/ismanaged                       | true    |

  @SL-001 @alone
  Scenario Outline: The platform's solutions stay as they are
    When a client sends
      """
      <request>
      """
    Then the status is 400
    And "/error/message" contains "<text>"

    Examples:
      | request                                                                                             | text                                 |
      | DELETE /api/data/v9.2/solutions(fd140aaf-4df4-11dd-bd17-0019b9312238)                               | 'Default' is the platform's          |
      | PATCH /api/data/v9.2/solutions(fd140aad-4df4-11dd-bd17-0019b9312238)\n\n{"friendlyname":"X"}        | 'System' is the platform's           |
      | DELETE /api/data/v9.2/publishers(d21aab70-79e7-11dd-8874-00188b01e34f)                              | read-only publisher cannot be deleted |
      | PATCH /api/data/v9.2/publishers(d21aab70-79e7-11dd-8874-00188b01e34f)\n\n{"friendlyname":"X"}       | read-only publisher cannot be changed |

  @SL-002 @alone
  Scenario: A publisher that names no prefix of option values gets one
    Given these rows of "publishers"
      | as        | uniquename | friendlyname | customizationprefix |
      | publisher | fabrikam   | Fabrikam     | fabrikam            |
    When a client sends
      """
      GET /api/data/v9.2/publishers({publisher})?$select=customizationprefix,customizationoptionvalueprefix,isreadonly
      """
    Then the body has
      | customizationprefix | fabrikam |
      | isreadonly          | false    |
    And "customizationoptionvalueprefix" is a number

  @SL-002 @alone
  Scenario Outline: A prefix is two to eight letters or digits
    When a client sends
      """
      POST /api/data/v9.2/publishers

      {"uniquename":"fabrikam","friendlyname":"Fabrikam","customizationprefix":"<prefix>"}
      """
    Then the status is 400
    And "/error/message" contains "<text>"

    Examples:
      | prefix    | text                                         |
      | f         | customization prefix 'f' is not valid        |
      | fabrikams | customizationprefix                          |
      | 1abc      | customization prefix '1abc' is not valid     |
      | a_b       | customization prefix 'a_b' is not valid      |
      | mscrmx    | customization prefix 'mscrmx' is not valid   |

  @SL-003 @alone
  Scenario: A solution is found by its unique name and leads to its publisher
    Given these rows of "publishers"
      | as        | uniquename | friendlyname | customizationprefix |
      | publisher | fabrikam   | Fabrikam     | fabrikam            |
    And these rows of "solutions"
      | as       | uniquename | friendlyname | version | publisherid@odata.bind   |
      | solution | fabrikam   | Projects     | 1.0.0.0 | /publishers({publisher}) |
    When a client sends
      """
      GET /api/data/v9.2/solutions({solution})?$select=version,ismanaged,installedon&$expand=publisherid($select=friendlyname)
      """
    Then the body has
      | version                   | 1.0.0.0  |
      | ismanaged                 | false    |
      | /publisherid/friendlyname | Fabrikam |
    And "installedon" is an instant
    When a client sends
      """
      DELETE /api/data/v9.2/solutions({solution})
      """
    Then the status is 204

  @SL-003 @alone
  Scenario Outline: Names and versions of solutions are checked
    When a client sends
      """
      POST /api/data/v9.2/solutions

      {"uniquename":"<name>","friendlyname":"X","version":"<version>","publisherid@odata.bind":"/publishers(d21aab71-79e7-11dd-8874-00188b01e34f)"}
      """
    Then the status is <status>
    And "/error/message" contains "<text>"

    Examples:
      | name    | version   | status | text                  |
      | a b     | 1.0       | 400    | 'a b' of a solution   |
      | 1a      | 1.0       | 400    | '1a' of a solution    |
      | a       | one       | 400    | 'one' is no version   |
      | a       | 1.2.3.4.5 | 400    | more than four parts  |
      | Default | 1.0       | 412    | 'Default' exists      |

  @SL-003 @alone
  Scenario: Solutions lead to what belongs to them, and only the platform says what does
    When a client sends
      """
      GET /api/data/v9.2/solutions?$select=uniquename&$filter=uniquename eq 'Default'&$expand=solution_solutioncomponent($select=objectid,componenttype)
      """
    Then the status is 200
    When a client sends
      """
      POST /api/data/v9.2/solutioncomponents

      {"componenttype":1}
      """
    Then the status is 400
