from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def money(cents):
    return f"€{number_format(cents / 100, 2, force_grouping=True)}"


@register.filter
def numbered(paginator, number):
    """The page is only asked for where the fragment is not kept."""
    return paginator.get_page(number)
