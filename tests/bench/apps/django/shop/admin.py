"""The list with the columns of our desk. Relations are joined, as the documentation advises."""

from django.contrib import admin

from .models import Product


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = (
        *("sku", "name", "price", "stock", "reorder_level", "category", "supplier", "pack"),
        *("published", "discontinued", "summary", "excerpt", "slug"),
    )
    list_select_related = ("category", "supplier")
    list_per_page = 50
    search_fields = ("sku", "name")
    ordering = ("name",)
