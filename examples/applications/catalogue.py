"""Which applications are tried: where Maven has them, what their content is, and how they are started."""


class Archive:
    """A WAR that Maven finds by its coordinates; the check sum is of the file that was tried."""

    def __init__(self, coordinates, sha256):
        self.coordinates = coordinates  # group:artifact:version
        self.sha256 = sha256
        _, artifact, version = coordinates.split(":")
        self.file = f"{artifact}-{version}.war"


class Application:
    """An archive served as the root, and perhaps others beside it, by path."""

    def __init__(self, name, archive, properties=(), users=None, beside=None, files=None):
        self.name = name
        self.archive = archive
        self.properties = properties    # system properties; {work} is a folder for this run
        self.users = users              # the lines of a file for --users, or None
        self.beside = beside or {}
        self.files = files or {}        # what the folder for this run holds, by name


JOLOKIA_USERS = "ada: lovelace,jolokia\n"

APPLICATIONS = [
    # javax, 117 JSP pages, filters that write around a forward
    Application("jspwiki", Archive("org.apache.jspwiki:jspwiki-war:2.11.2",
        "78383a058e0e5ff3d9c21a338772daf8db6f92e1a66ae7c101a1287322afac1a"),
        properties=("user.home={work}", "jspwiki.custom.config={work}/wiki.properties"),
        files={"wiki.properties": "jspwiki.pageProvider = VersioningFileProvider\n"}),
    # javax, JSP with JSTL and a tag library, its own filters for logins
    Application("shiro", Archive("org.apache.shiro.samples:samples-web:1.4.2",
        "a6f8b6892e1e64893f5a8a5bbd2129235da43ddd26a98901e1a61a8af95b2b90")),
    # jakarta
    Application("hawtio", Archive("io.hawt:hawtio-war:4.2.0",
        "1c591cbe798663e9eb982c8461ef60df3bd3b3d97f9f7fac546f4fc3792b7193"),
        properties=("hawtio.authenticationEnabled=false",)),
    # jakarta, BASIC login by the server
    Application("jolokia", Archive("org.jolokia:jolokia-agent-war:2.0.0",
        "3b8f5d13dedc758a151ae6911b99f40ed34ec4d953ff02466a80e6f8f8ed482b"), users=JOLOKIA_USERS),
    # the same of javax
    Application("jolokia1", Archive("org.jolokia:jolokia-war:1.7.2",
        "2d5c7fbd9791b012edb5e83f3d161b5c273f0f88f72ff0a1ec63eeae3f78b419"), users=JOLOKIA_USERS),
    # javax, Spring MVC 5, JSP without a JSTL of its own, tag files; listens on localhost:61616 and 61613 too
    Application("activemq", Archive("org.apache.activemq:activemq-web-console:5.18.3",
        "b21df6cca86f80a88a801c74112e75b565153a935999763d924b932cac44720e")),
    # javax, web services with WSDL, JSP, archives that it loads classes from
    Application("axis2", Archive("org.apache.axis2:axis2-webapp:1.7.9",
        "07424454fd25c76048706fcf00d925629403884afea7fa1412a770cb20fa8c90")),
    # javax, a content repository: JSP, WebDAV, Lucene, Derby
    Application("jackrabbit", Archive("org.apache.jackrabbit:jackrabbit-webapp:2.20.11",
        "6cc23a69d8bcd81517aafd2bb13c18c6c8318252534e650abeabf5097445d540")),
    # javax, two applications of which one asks the other; a filter mapped to «*», XSLT in the browser
    Application("sesame", Archive("org.openrdf.sesame:sesame-http-workbench:2.7.16",
        "cf64573bf31151dbb268152d75ee82346700bf873a9a10356348bc0dad2dbdea"),
        properties=("info.aduna.platform.appdata.basedir={work}/data",),
        beside={"/openrdf-sesame": Archive("org.openrdf.sesame:sesame-http-server:2.7.16",
            "ff341a1db8ebaef52434eea0f93b9b0bd1cd6dc01e6ebd3c2bfbfddd24a00e8e")}),
    # javax, Jersey 2, Spring 4, ModeShape
    Application("fcrepo", Archive("org.fcrepo:fcrepo-webapp:4.7.5",
        "df37bdbc41879e1a1697acbf409f19df837351f7179a03c98a38b9f71f6bc173"),
        properties=("fcrepo.home={work}/fcrepo",
                    "fcrepo.modeshape.configuration=classpath:/config/file-simple/repository.json")),
]
