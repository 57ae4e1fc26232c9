"""The product as a snippet, with the columns of our desk."""

from shop.models import Product
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet


class ProductViewSet(SnippetViewSet):
    model = Product
    panels = [FieldPanel("name"), FieldPanel("price")]
    list_per_page = 50
    ordering = ["name"]
    list_display = [
        *("sku", "name", "price", "stock", "reorder_level", "category", "supplier", "pack"),
        *("published", "discontinued", "summary", "excerpt", "slug"),
    ]

    def get_queryset(self, request):
        return Product.objects.select_related("category", "supplier")


register_snippet(ProductViewSet)
