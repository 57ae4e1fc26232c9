"""The rows of our shop as models that Django does not manage."""

from django.db import models


class Supplier(models.Model):
    name = models.CharField(max_length=200, unique=True)

    class Meta:
        managed = False
        db_table = "supplier"

    def __str__(self):
        return self.name


class Category(models.Model):
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=200, null=True)
    position = models.IntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        managed = False
        db_table = "category"
        ordering = ("position", "name")

    def __str__(self):
        return self.name


class Product(models.Model):
    sku = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    price = models.IntegerField()
    stock = models.IntegerField()
    reorder_level = models.IntegerField()
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True)
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, blank=True)
    pack = models.CharField(max_length=200, null=True, blank=True)
    published = models.BooleanField()
    discontinued = models.BooleanField()
    summary = models.CharField(max_length=500, null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    slug = models.CharField(max_length=200, null=True, blank=True)
    picture = models.CharField(max_length=100, null=True, blank=True)

    class Meta:
        managed = False
        db_table = "product"

    def __str__(self):
        return self.name

    def excerpt(self):
        return (self.description or "")[:120]
