@no-samples
Feature: Images
  A step gets copies of the row as it was before the main operation and as it is after it.

  Background:
    Given these rows of "accounts"
      | as      | name | telephone1 |
      | account | Old  | "1"        |

  @PL-0C5 @PL-096
  Scenario Outline: An update shows the row before it and after it
    Given these processing steps
      | on             | stage   | mode   | pre | post     | does                                                                                                                                     |
      | Update account | <stage> | <mode> | *   | <images> | [{"create":{"table":"contact","row":{"lastname":"seen","description":"{{pre.Pre.name}} {{pre.Pre.telephone1}}, {{post.Post.name}} {{post.Post.telephone1}}, {{target.name}} {{target.telephone1}}"}}}] |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"name":"New"}
      """
    Then the status is 204
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=description
      """
    Then the rows are
      | description |
      | <seen>      |

    Examples:
      | stage         | mode         | images | seen                             |
      | PreValidation | synchronous  |        | Old 1, (none) (none), New (none) |
      | PreOperation  | synchronous  |        | Old 1, (none) (none), New (none) |
      | PostOperation | synchronous  | *      | Old 1, New 1, New (none)         |
      | PostOperation | asynchronous | *      | Old 1, New 1, New (none)         |

  @PL-0C5
  Scenario: The row before is there for a deletion, the row after for a create
    Given these processing steps
      | on             | stage         | pre  | post | does                                                                             |
      | Delete account | PostOperation | name |      | [{"create":{"table":"contact","row":{"lastname":"deleted {{pre.Pre.name}}"}}}]   |
      | Create account | PostOperation |      | name | [{"create":{"table":"contact","row":{"lastname":"created {{post.Post.name}}"}}}] |
      | Create account | PreOperation  |      |      | [{"set":{"name":"{{target.name}} Ltd"}}]                                         |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And a client sends
      """
      DELETE /api/data/v9.2/accounts({account})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$orderby=lastname
      """
    Then the rows are
      | lastname            |
      | created Contoso Ltd |
      | deleted Old         |

  @PL-0C5
  Scenario: The second of two steps sees in its image what the first one wrote
    Given these processing steps
      | on             | stage         | rank | post | does                                                                                              |
      | Update account | PostOperation | 1    |      | [{"update":{"table":"account","id":"{{id}}","row":{"telephone1":"2"}}}]                           |
      | Update account | PostOperation | 2    | *    | [{"create":{"table":"contact","row":{"lastname":"{{post.Post.name}} {{post.Post.telephone1}}"}}}] |
    And a client has sent
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps?$filter=rank eq 1
      """
    And "/value/0/sdkmessageprocessingstepid" is remembered as "first step"
    And a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps({first step})

      {"filteringattributes":"name"}
      """
    And a client has sent
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps?$filter=rank eq 2
      """
    And "/value/0/sdkmessageprocessingstepid" is remembered as "second step"
    And a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps({second step})

      {"filteringattributes":"name"}
      """
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"name":"New"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname |
      | New 2    |

  Rule: Images in the context that a webhook gets

    Background:
      Given a client has sent
        """
        PUT /_emulator/v1/sinks/hook

        {}
        """
      And "url" is remembered as "hook url"
      And these rows of "serviceendpoints"
        | as   | name | contract | url        | authtype | authvalue | path | solutionnamespace |
        | hook | Hook | 8        | {hook url} | 4        | s3cret    | ""   | ""                |

    @PL-0C6
    Scenario: An image has the columns it names that have a value, and no others
      Given these processing steps
        | on             | stage        | pre                         | to   |
        | Update account | PreOperation | name,telephone1,description | hook |
      When a client sends
        """
        PATCH /api/data/v9.2/accounts({account})
        If-Match: *

        {"description":"New"}
        """
      Then the status is 204
      When request 1 arrives at the sink "hook"
      Then "PreEntityImages" has 1 item
      And "/PreEntityImages/0/key" equals Pre
      And "/PreEntityImages/0/value/Id" equals {account}
      And "/PreEntityImages/0/value/Attributes" has 2 items
      And "PostEntityImages" has 0 items

    @PL-0C7
    Scenario Outline: An asynchronous step gets an image with the row's primary name
      Given these processing steps
        | on                | stage         | mode   | to   |
        | <message> account | PostOperation | <mode> | hook |
      When a client sends
        """
        <method> /api/data/v9.2/<address>

        <body>
        """
      Then the status is 204
      When request 1 arrives at the sink "hook"
      Then "PreEntityImages" has <before> items
      And "PostEntityImages" has <after> items

      Examples:
        | message | mode         | method | address             | body           | before | after |
        | Create  | asynchronous | POST   | accounts            | {"name":"New"} | 0      | 1     |
        | Update  | asynchronous | PATCH  | accounts({account}) | {"name":"New"} | 0      | 1     |
        | Delete  | asynchronous | DELETE | accounts({account}) |                | 1      | 0     |
        | Create  | synchronous  | POST   | accounts            | {"name":"New"} | 0      | 0     |
        | Update  | synchronous  | PATCH  | accounts({account}) | {"name":"New"} | 0      | 0     |
        | Delete  | synchronous  | DELETE | accounts({account}) |                | 0      | 0     |

    @PL-0C7
    Scenario: The image of the primary name has the primary name and the key
      Given these processing steps
        | on             | stage         | mode         | to   |
        | Update account | PostOperation | asynchronous | hook |
      When a client sends
        """
        PATCH /api/data/v9.2/accounts({account})
        If-Match: *

        {"name":"New"}
        """
      And request 1 arrives at the sink "hook"
      Then the body has
        | /PostEntityImages/0/key                        | AsynchronousStepPrimaryName |
        | /PostEntityImages/0/value/Id                   | {account}                   |
        | /PostEntityImages/0/value/Attributes/0/key     | name                        |
        | /PostEntityImages/0/value/Attributes/0/value   | New                         |
        | /PostEntityImages/0/value/Attributes/1/key     | accountid                   |
        | /PostEntityImages/0/value/Attributes/1/value   | {account}                   |
      And "/PostEntityImages/0/value/Attributes" has 2 items
