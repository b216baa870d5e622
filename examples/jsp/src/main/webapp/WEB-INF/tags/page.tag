<%@ tag pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="title" required="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<!DOCTYPE html>
<html lang="en">
<title><c:out value="${title}"/></title>
<h1><c:out value="${title}"/></h1>
<jsp:doBody/>
</html>
