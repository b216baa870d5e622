<%@ page isErrorPage="true" contentType="text/html" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:page title="${pageContext.errorData.statusCode}">
  <p>There is nothing at ${pageContext.errorData.requestURI}. <a href="${pageContext.request.contextPath}/">Back</a></p>
</t:page>
