"""Months, in the time zone of the site."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
