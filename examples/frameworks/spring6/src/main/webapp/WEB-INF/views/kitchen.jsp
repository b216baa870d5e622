<%@ page contentType="text/html; charset=UTF-8" pageEncoding="UTF-8" session="false" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="fmt" uri="jakarta.tags.fmt" %>
<%@ taglib prefix="fn" uri="jakarta.tags.functions" %>
<%@ taglib prefix="form" uri="http://www.springframework.org/tags/form" %>
<%@ taglib prefix="spring" uri="http://www.springframework.org/tags" %>
<!DOCTYPE html>
<html>
<head>
  <title><fmt:message key="title"/></title>
  <link rel="stylesheet" href="<c:url value='/assets/style.css'/>">
</head>
<body>
<h1><spring:message code="title"/></h1>
<p>${greeting}<c:if test="${not empty said}">. <c:out value="${said}"/></c:if></p>
<form:form action="${pageContext.request.contextPath}/order" modelAttribute="dish">
  <p><form:label path="name"><fmt:message key="dish.name"/></form:label>
    <form:input path="name"/> <form:errors path="name" cssClass="error"/></p>
  <p><form:label path="portions"><fmt:message key="dish.portions"/></form:label>
    <form:input path="portions"/> <form:errors path="portions" cssClass="error"/></p>
  <p><button>Order</button></p>
</form:form>
<h2>Ordered: ${fn:length(basket)}</h2>
<ul>
  <c:forEach var="one" items="${basket}" varStatus="row">
    <li>${row.count}. <c:out value="${one.name}"/>: <fmt:formatNumber value="${one.portions}" minFractionDigits="1"/></li>
  </c:forEach>
</ul>
<form:form action="${pageContext.request.contextPath}/order" method="delete">
  <button>Clear</button>
</form:form>
</body>
</html>
