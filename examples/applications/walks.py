"""What is done with each application, step by step. Each step's first line is what it prints."""

import base64
import html
import json
import re
import time
import urllib.parse

from browse import Failure


def of(name):
    return WALKS[name]


# ---- JSPWiki ----

WIKI_TEXT = "Soup of the day is //borscht//, says the xylophone."


def wiki_view(site):
    """shows its front page through filters that write around a forward"""
    site.open("/").expect("JSPWiki", "</html>")
    page = site.open("/wiki/Main").expect("page-content", "</html>")
    if len(page.content) < 5000:
        raise Failure(f"the page has hardly any content: {page}")


def wiki_log_in(site):
    """registers a user, logs in and knows who that is"""
    page = site.open("/Login.jsp").expect("j_username")
    profile = page.form("loginname")
    site.submit(profile, button="action", loginname="ada", password="lovelace1815", password2="lovelace1815",
                fullname="Ada Lovelace", email="ada@example.org").expect("</html>")
    site.cookies.clear()
    form = site.open("/Login.jsp").expect().form("j_username")
    site.submit(form, j_username="ada", j_password="wrong").expect("j_username").lacks("Logout.jsp")
    form = site.open("/Login.jsp").expect().form("j_username")
    site.submit(form, button="submitlogin", j_username="ada", j_password="lovelace1815").expect("Ada Lovelace",
                                                                                               "Logout.jsp")


def wiki_edit(site):
    """edits a page and shows what was written, formatted"""
    form = site.open("/Edit.jsp?page=Soup").expect("_editedtext").form("_editedtext")
    site.submit(form, button="ok", _editedtext=WIKI_TEXT).expect("xylophone")
    site.open("/wiki/Soup").expect("xylophone", "Ada Lovelace")
    form = site.open("/Edit.jsp?page=Soup").expect("xylophone").form("_editedtext")
    site.submit(form, button="ok", _editedtext=WIKI_TEXT + " It is __red__.").expect("<b>red</b>")


def wiki_attach(site):
    """takes an attachment and gives it back, byte for byte"""
    content = bytes(range(256)) * 64
    form = site.open("/Upload.jsp?page=Soup").expect("files").form("files")
    site.submit(form, files={"files": ("recipe.bin", content)}, changenote="how to").expect("recipe.bin")
    if site.open("/attach/Soup/recipe.bin").expect().content != content:
        raise Failure("the attachment came back changed")


def wiki_history(site):
    """shows the history of a page, an old version and a difference"""
    site.open("/PageInfo.jsp?page=Soup").expect("Ada Lovelace", "version=1").lacks("Unable to compile")
    site.open("/wiki/Soup?version=1").expect("xylophone").lacks("<b>red</b>")
    site.open("/Diff.jsp?page=Soup&r1=2&r2=1").expect("</html>")


def wiki_search(site):
    """finds a page by a word in it"""
    for _ in range(150):
        page = site.open("/Search.jsp?query=xylophone").expect("</html>")
        if ">Soup</a>" in page.text:
            return
        time.sleep(1)  # the wiki begins its index a minute after its start
    raise Failure(f"the page is not found: {page}")


def wiki_more(site):
    """shows preferences and a group page, and logs out"""
    site.open("/UserPreferences.jsp").expect("Ada Lovelace")
    site.open("/NewGroup.jsp?group=Cooks").expect("</html>")
    site.open("/Logout.jsp").expect("</html>").lacks("Logout.jsp")


# ---- Apache Shiro ----

def shiro_home(site):
    """greets a guest, and sends who asks for the account page to the login"""
    site.open("/").expect("Hi Guest", "Roles you DON'T have")
    page = site.open("/account/").expect("username")
    if not page.url.endswith("/login.jsp"):
        raise Failure(f"expected the login page: {page}")


def shiro_log_in(site):
    """refuses a wrong password, takes the right one, and goes on to the account page"""
    form = site.open("/login.jsp").expect().form("username")
    site.submit(form, username="lonestarr", password="wrong").expect("password")
    form = site.open("/account/").expect().form("username")
    site.submit(form, username="lonestarr", password="vespa").expect("You are currently logged in")
    site.open("/home.jsp").expect("Hi lonestarr", "goodguy")


def shiro_log_out(site):
    """logs out by POST"""
    site.open("/logout", b"").expect("Hi Guest")


# ---- hawtio ----

def hawtio_pages(site):
    """shows its page, with scripts and styles"""
    page = site.open("/").expect("<script", "Hawtio")
    for path in re.findall(r'(?:src|href)="([^":]+\.(?:js|css))"', page.text):
        site.open(path).expect()


def hawtio_jmx(site):
    """asks the virtual machine by JMX over HTTP"""
    answer = site.open("/jolokia/read/java.lang:type=Memory/HeapMemoryUsage").expect()
    if json.loads(answer.text)["value"]["used"] <= 0:
        raise Failure(f"there is no heap: {answer}")
    site.open("/jolokia/search/java.lang:*").expect("java.lang:type=Runtime")


def hawtio_routes(site):
    """sends the addresses of its views to the one page"""
    site.open("/jmx", Accept="text/html").expect("<script")


# ---- Jolokia ----

def credentials(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def jolokia_login(site):
    """wants a login"""
    site.open("/version").expect(status=401)
    site.open("/version", Authorization=credentials("ada", "wrong")).expect(status=401)


def jolokia_read(site):
    """reads and runs by JMX over HTTP"""
    login = credentials("ada", "lovelace")
    site.open("/version", Authorization=login).expect('"agent"')
    asked = json.dumps([{"type": "read", "mbean": "java.lang:type=Threading", "attribute": "ThreadCount"},
                        {"type": "exec", "mbean": "java.lang:type=Memory", "operation": "gc"}]).encode()
    answers = json.loads(site.open("/", asked, Authorization=login, Content_Type="application/json").expect().text)
    if [answer["status"] for answer in answers] != [200, 200]:
        raise Failure(f"expected two answers with status 200: {answers}")


# ---- ActiveMQ ----

def activemq_pages(site):
    """shows its pages, with a JSTL that it does not bring"""
    site.open("/").expect("Welcome!", "web-console")
    for page in ("queues", "topics", "subscribers", "connections", "network", "scheduled", "send"):
        site.open(f"/{page}.jsp").expect("</html>").lacks("<c:", "<form:", "${")


def activemq_queue(site):
    """makes a queue, sends a message, browses and shows it"""
    form = site.open("/queues.jsp").expect().form("JMSDestination")
    site.submit(form, JMSDestination="soup").expect("soup")
    form = site.open("/send.jsp?JMSDestination=soup").expect().form("JMSText")
    site.submit(form, JMSText="borscht, please").expect("</html>")
    page = site.open("/browse.jsp?JMSDestination=soup").expect("message.jsp?id=")
    link = html.unescape(re.search(r'message\.jsp\?id=[^"]+', page.text).group())
    site.open("/" + link).expect("borscht, please")


# ---- Axis2 ----

def axis2_pages(site):
    """shows its pages"""
    site.open("/").expect("Axis2", "</html>")
    site.open("/services/listServices").expect("Version")
    site.open("/axis2-web/HappyAxis.jsp").expect("Axis2 Happiness Page", "The core axis2 libraries are present")


def axis2_service(site):
    """describes a web service and answers SOAP"""
    site.open("/services/Version?wsdl").expect("wsdl:definitions", "getVersion")
    envelope = ('<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
                '<getVersion xmlns="http://axisversion.sample"/></e:Body></e:Envelope>').encode()
    site.open("/services/Version", envelope, Content_Type="text/xml", SOAPAction='"urn:getVersion"').expect(
        "getVersionResponse", "1.7.9")


def axis2_admin(site):
    """lets its administrator log in"""
    form = site.open("/axis2-admin/").expect().form("userName")
    site.submit(form, userName="admin", password="axis2").expect("Welcome")


# ---- Jackrabbit ----

def jackrabbit_setup(site):
    """sets its repository up by a form"""
    page = site.open("/").expect("Content Repository Setup")
    form = page.form("repository_home")
    site.submit(form, mode="new", repository_home="jackrabbit").expect("</html>")
    site.open("/").expect("Jackrabbit")


def jackrabbit_webdav(site):
    """keeps and lists a file by WebDAV"""
    login = credentials("admin", "admin")
    site.open("/repository/default/", method="PROPFIND").expect(status=401)
    site.open("/repository/default/soup.txt", b"borscht", method="PUT", Authorization=login,
              Content_Type="text/plain").expect(status=201)
    site.open("/repository/default/soup.txt", Authorization=login).expect("borscht")
    site.open("/repository/default/", method="PROPFIND", Authorization=login, Depth="1").expect("soup.txt", status=207)


def jackrabbit_search(site):
    """searches"""
    site.open("/search.jsp?q=borscht").expect("</html>").lacks("Error while accessing")


# ---- Sesame ----

def sesame_server(site):
    """runs its two applications side by side, of which one asks the other"""
    site.open("/openrdf-sesame/protocol").expect()
    page = site.open("/").expect("repositories.xsl")
    site.open("/transformations/repositories.xsl").expect("xsl:stylesheet")
    if "SYSTEM" not in page.text:
        raise Failure(f"the repository SYSTEM is not listed: {page}")


def sesame_repository(site):
    """makes a repository, adds statements and asks for them by SPARQL"""
    form = {"type": "memory", "Repository ID": "soups", "Repository title": "Soups", "Persist": "false",
            "Sync delay": "0"}
    data = urllib.parse.urlencode(form).encode()
    site.open("/repositories/NONE/create", data).expect()
    turtle = b"<urn:borscht> <urn:of> <urn:beetroot> ."
    site.open("/openrdf-sesame/repositories/soups/statements", turtle, Content_Type="text/turtle").expect(status=204)
    query = urllib.parse.urlencode({"query": "SELECT ?x WHERE { <urn:borscht> <urn:of> ?x }"})
    site.open("/openrdf-sesame/repositories/soups?" + query, Accept="application/sparql-results+xml").expect(
        "urn:beetroot")
    site.open("/repositories/soups/summary").expect("soups")


# ---- Fedora ----

def fcrepo_pages(site):
    """shows its pages"""
    site.open("/").expect("Fedora")
    site.open("/rest/", Accept="text/html").expect("fcrepo_root")


def fcrepo_container(site):
    """makes a container, keeps a file in it, describes both"""
    site.open("/rest/soup", b"", method="PUT", Content_Type="text/turtle").expect(status=201)
    site.open("/rest/soup/recipe", b"beetroot", method="PUT", Content_Type="text/plain").expect(status=201)
    site.open("/rest/soup/recipe").expect("beetroot")
    site.open("/rest/soup", Accept="text/turtle").expect("recipe")
    site.open("/rest/soup", Accept="text/html").expect("recipe", "</html>")


WALKS = {
    "jspwiki": (wiki_view, wiki_log_in, wiki_edit, wiki_attach, wiki_history, wiki_search, wiki_more),
    "shiro": (shiro_home, shiro_log_in, shiro_log_out),
    "hawtio": (hawtio_pages, hawtio_jmx, hawtio_routes),
    "jolokia": (jolokia_login, jolokia_read),
    "jolokia1": (jolokia_login, jolokia_read),
    "activemq": (activemq_pages, activemq_queue),
    "axis2": (axis2_pages, axis2_service, axis2_admin),
    "jackrabbit": (jackrabbit_setup, jackrabbit_webdav, jackrabbit_search),
    "sesame": (sesame_server, sesame_repository),
    "fcrepo": (fcrepo_pages, fcrepo_container),
}

# What pictures are taken of, with the cookies that a walk has left.
VIEWS = {
    "jspwiki": {"main": "/wiki/Main", "soup": "/wiki/Soup", "edit": "/Edit.jsp?page=Soup",
                "history": "/PageInfo.jsp?page=Soup", "search": "/Search.jsp?query=soup"},
    "shiro": {"home": "/", "login": "/login.jsp"},
    "hawtio": {"home": "/"},
    "activemq": {"home": "/", "queues": "/queues.jsp", "message": "/browse.jsp?JMSDestination=soup"},
    "axis2": {"home": "/", "happy": "/axis2-web/HappyAxis.jsp"},
    "jackrabbit": {"home": "/", "search": "/search.jsp?q=borscht"},
    "sesame": {"home": "/", "soups": "/repositories/soups/summary"},
    "fcrepo": {"home": "/", "rest": "/rest/soup"},
}
