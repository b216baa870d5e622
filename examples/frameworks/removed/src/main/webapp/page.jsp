<%@ page language="java" contentType="text/html; charset=UTF-8" isThreadSafe="false"
    import="javax.servlet.http.*,java.util.*" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fmt" uri="http://java.sun.com/jsp/jstl/fmt" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<%
    session.putValue("dish", "soup");
    HttpServletResponse wrapped = new HttpServletResponseWrapper(response);
    wrapped.setStatus(298, "From a Page");
    Hashtable query = HttpUtils.parseQueryString("n=1&n=2");
%>
<p>real path: <%= request.getRealPath("/x").equals(application.getRealPath("/x")) %></p>
<p>value: <%= session.getValue("dish") %> of <%= Arrays.asList(session.getValueNames()) %></p>
<p>query: <%= ((String[]) query.get("n")).length %></p>
<p>encoded: <%= wrapped.encodeUrl("http://elsewhere/") %></p>
<c:forEach var="number" begin="1" end="3"><c:if test="${number != 2}"><b>${number}</b></c:if></c:forEach>
<p><fmt:formatNumber value="1234.5" pattern="0.00"/></p>
<t:old name="${sessionScope.dish}"/>
