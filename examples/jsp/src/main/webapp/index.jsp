<%@ page contentType="text/html" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="fn" uri="jakarta.tags.functions" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<jsp:useBean id="guests" class="java.util.ArrayList" scope="session"/>
<c:if test="${not empty fn:trim(param.name) and guests.size() lt 100}">
  <c:set var="added" value="${guests.add(fn:trim(param.name))}"/>
</c:if>
<t:page title="Guests of this session">
  <form><label>Name <input name="name" autofocus></label> <button>Add</button></form>
  <p>${empty guests ? 'Nobody yet.' : ''}</p>
  <ol>
    <c:forEach var="guest" items="${guests}"><li><c:out value="${guest}"/></li></c:forEach>
  </ol>
</t:page>
